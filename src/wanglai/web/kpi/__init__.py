"""Screens of figures about the work."""
