"""What integrators see: the objects, the catalogue of methods, their parameters and results, and the errors."""
