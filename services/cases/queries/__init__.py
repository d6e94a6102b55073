"""What cases answers: rows to the plain values of views."""
