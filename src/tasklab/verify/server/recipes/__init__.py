"""One module per platform, found by its name; each defines `RECIPE`."""
