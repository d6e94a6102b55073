"""What a library does: one function per use case."""
