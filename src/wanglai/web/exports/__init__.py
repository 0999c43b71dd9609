"""The screens of what leaves the house: vouchers, archives, reports by mail."""
