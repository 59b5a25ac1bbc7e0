"""The generator: from a spec to the source of its adapter."""
