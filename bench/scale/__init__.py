"""Books of many customers, made by SQL with their truth, and the rows that measure them."""
