"""The use cases of alerts: load, decide, save, emit."""
