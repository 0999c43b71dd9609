"""Figures about how well the work goes, each with its definition."""
