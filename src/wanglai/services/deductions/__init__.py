"""Less came than was owed: what is let go by rule, what was agreed as a discount, and the cases of everything else."""
