"""Twins: stateful imitations of platforms, written from the vendors' documents and never from our specs."""
