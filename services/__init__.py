"""The services: one folder each, one owner for each kind of record."""
