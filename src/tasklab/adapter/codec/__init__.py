"""Codecs: pairs of inverse functions between a native value and the unified one."""
