"""The journal: posting, reversing, balances as of any day and as known at any moment, and its proof."""
