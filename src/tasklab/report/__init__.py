"""Reports for product managers: what is supported, how strong the proof is, what is due, and why anything is not."""
