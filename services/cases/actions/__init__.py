"""Use cases: each loads, decides, saves and notes, in one transaction."""
