"""What search does: follow the owners, build the index anew, keep saved searches and look for them."""
