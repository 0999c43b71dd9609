"""Screens of imports: start, reading, preview, progress, report."""
