"""The spec language: from YAML with positions to a checked model of one platform version."""
