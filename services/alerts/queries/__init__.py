"""What viewers are shown of alerts."""
