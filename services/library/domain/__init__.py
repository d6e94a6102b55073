"""The rules of the library, without I/O."""
