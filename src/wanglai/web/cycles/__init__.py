"""Screens of settlement cycles: the board of a month, one cycle, the rules."""
