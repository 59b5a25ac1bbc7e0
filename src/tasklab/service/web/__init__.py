"""HTTP as the service needs it: requests within bounds, answers as bytes, routes in a tree. ASGI and nothing else."""
