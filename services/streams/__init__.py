"""Streams: the site's log and what each partner has read of it."""
