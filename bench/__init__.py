"""Benchmarks: ratios against a stated baseline, measured in the same run. Never part of the tests."""
