"""The index over what may be found, the search over it, and saved searches."""
