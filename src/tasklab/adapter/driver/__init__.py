"""Runs flows: the rules of the exchange once for all platforms, and one thin driver per way of doing I/O."""
