"""Customers asked for money that is due: by steps of the company, one letter per customer, currency and day, each item at a step once."""
