"""Vendor descriptions: what vendors publish about their APIs for machines; found, read, held to traffic, compared."""
