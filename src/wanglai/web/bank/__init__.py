"""Screens of the company's banks: accounts, files, statements, the bank reconciliation."""
