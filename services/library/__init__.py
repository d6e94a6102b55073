"""The library: the instruments on the role of lawyers, what cites them, and what teaches them."""
