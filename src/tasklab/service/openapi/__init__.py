"""Our own OpenAPI document, made from the catalogue and the routes; and the page that shows it."""
