"""Open items settled against each other, taken apart again, moved and written off."""
