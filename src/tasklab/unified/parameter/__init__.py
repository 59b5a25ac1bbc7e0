"""What each unified method may be given: one struct per method, one module per group of objects."""
