"""Scores what the engine says against the truth of generated cases."""
