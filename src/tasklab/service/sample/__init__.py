"""Code samples of every method, in eight languages, made from the catalogue's examples."""
