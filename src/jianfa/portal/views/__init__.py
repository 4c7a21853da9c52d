"""Pages: outside for workers, inside for the desk."""
