"""Screens of statements: the list, one statement, a new one, many at once, the letterhead."""
