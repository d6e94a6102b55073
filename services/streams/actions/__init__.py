"""The use cases of streams: appending to the log, and reading on."""
