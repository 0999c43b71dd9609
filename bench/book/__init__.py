"""Rows of the book: posting, import, balances and verification, beside peers and the same server's limit."""
