"""The worker portal: a public process of its own, and what stands inside for the desk."""
