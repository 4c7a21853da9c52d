"""Verbs of the portal: sending and saying outside; switching, keeping and taking in inside."""
