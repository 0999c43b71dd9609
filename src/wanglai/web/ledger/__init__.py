"""Screens of the book: customers, their ledgers and open items, entries, posting, the trial balance."""
