"""Screens of confirmation letters: rounds, the draw with its preview, letters with what came back, the audit file."""
