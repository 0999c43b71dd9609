"""Orders, deliveries, invoices with their lines, notes that correct them, and bills of exchange."""
