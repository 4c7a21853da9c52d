"""What is typed: by workers outside, by the desk inside."""
