"""Combinations of amounts that hit a target, and how many would hit it by chance."""
