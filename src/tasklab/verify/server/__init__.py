"""Real products as targets: how each is installed, configured, started and stopped."""
