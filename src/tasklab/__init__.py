"""One API over many task managers, and the lab that keeps it true."""

__version__ = "0.1.0"
