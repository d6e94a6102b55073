"""Long polls and server-sent events: who waits, waits here, never inside a call to a service."""
