"""Release sources, one module per kind: each has `fetch_releases(source, fetch)` and says whether it `LISTS_ALL`."""
