"""Papers as Chinese offices print them (GB/T 9704-2012): one structure, set as .docx and as PDF."""
