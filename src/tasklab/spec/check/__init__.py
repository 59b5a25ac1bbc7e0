"""Cross checks of a spec: what a model alone cannot say."""
