"""Screens of reconciliations: list, new, progress, reading, result, decisions, history, downloads."""
