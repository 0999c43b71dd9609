"""What leaves the house: every list as a table to take away, vouchers for other books, archives, reports by mail."""
