"""Django's SQLite, opened with the list of what the public process may do."""
