"""The inbox of what waits for another person's word."""
