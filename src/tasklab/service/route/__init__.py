"""What the paths do, one module per subject."""
