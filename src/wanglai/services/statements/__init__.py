"""Statements of account: what a customer is told of a period, issued once and for good."""
