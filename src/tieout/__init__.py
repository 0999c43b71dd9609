"""tieout: two ledgers in, a proved difference sheet out."""
