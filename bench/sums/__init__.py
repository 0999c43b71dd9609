"""One line that is several: what chance would make of it, and what each guard is worth."""
