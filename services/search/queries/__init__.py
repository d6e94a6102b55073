"""What search answers: hits, suggestions, findings, and how the index stands."""
