"""Two-sided reconciliation: two files in, matched, explained, proved, decided by hand, sent."""
