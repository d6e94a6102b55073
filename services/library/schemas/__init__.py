"""Requests and views of the library."""
