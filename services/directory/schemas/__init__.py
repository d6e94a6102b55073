"""Requests and views of the directory."""
