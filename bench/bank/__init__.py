"""Published bank files read by us and by the libraries that read them, difference by difference."""
