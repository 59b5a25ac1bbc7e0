"""Programs that a product's own interpreter runs while its data is prepared; never imported by us."""
