"""What a library answers."""
