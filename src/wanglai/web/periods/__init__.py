"""Screens of the accounting periods."""
