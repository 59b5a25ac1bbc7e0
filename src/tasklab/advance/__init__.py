"""Takes releases from detected to supported: the whole loop, and each new version as far as the lab can alone."""
