"""Addresses: inside, for the desk; public, for the process that serves nothing else."""
