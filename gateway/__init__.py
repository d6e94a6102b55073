"""The HTTP side: knows services by their RPC names and their `schemas.py`, nothing else of them."""
