"""Private servers on this machine, for tests and `run-distributed`: free ports, data in temporary folders, stopped by their starter."""
