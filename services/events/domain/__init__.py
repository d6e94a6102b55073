"""Rules of events, without I/O."""
