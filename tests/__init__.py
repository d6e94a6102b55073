"""Tests, one folder for each kind; `support` holds what they share."""
