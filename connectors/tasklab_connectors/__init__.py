"""Adapters generated from the specs; never edited by hand."""
