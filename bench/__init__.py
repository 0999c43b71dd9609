"""Measuring Wanglai: generated cases with truth, a scorer, and speed rows beside peers and limits."""
