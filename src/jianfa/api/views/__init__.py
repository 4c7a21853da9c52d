"""The REST API: parse, call the same actions as the pages, serialise. No rule lives here."""
