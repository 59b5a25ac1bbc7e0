"""The contract run on targets: cases, evidence, verdicts, and the real servers."""
