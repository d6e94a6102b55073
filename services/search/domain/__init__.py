"""What somebody looks for, and how it is read from what they typed; no I/O."""
