"""What services stand on; it knows none of them."""
