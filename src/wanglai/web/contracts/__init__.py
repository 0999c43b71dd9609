"""Contracts: the list, one contract with its terms and days, the form that builds terms, and the rules they rest on."""
