"""Screens of the procedure: the drawing in force, the cases that follow it, one case."""
