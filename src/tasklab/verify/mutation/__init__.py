"""The contract proven: faults planted in adapters one at a time, and what the cases notice of them."""
