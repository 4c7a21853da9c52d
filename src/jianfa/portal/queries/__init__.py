"""What the pages need to read: outside only what is granted, inside the rest."""
