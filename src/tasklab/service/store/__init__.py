"""What outlasts the process: tables, and one module per kind of row. Queries on an account's data name it."""
