"""Alerts: every text that leaves, from draft to recall."""
