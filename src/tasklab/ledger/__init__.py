"""Append-only facts, one file of JSON lines per platform, and what follows from them: states, windows, the gate."""
