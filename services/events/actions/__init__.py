"""What people do with events; each function is one use case."""
