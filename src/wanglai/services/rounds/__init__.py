"""Rounds of reconciling: planned by a rule, agreed by another person, followed by facts; the yearly minimum lets nobody out."""
