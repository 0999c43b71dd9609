"""Orders, deliveries, invoices and bills on the screen."""
