"""Pure rules of demands."""
