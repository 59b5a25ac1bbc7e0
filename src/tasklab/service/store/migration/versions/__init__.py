"""The steps, each once and for all."""
