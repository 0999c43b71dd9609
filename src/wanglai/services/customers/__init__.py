"""The customer file: who looks after whom."""
