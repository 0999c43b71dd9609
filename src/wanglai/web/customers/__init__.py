"""Screens of the customer file: list, one customer, its forms, customers that may be one."""
