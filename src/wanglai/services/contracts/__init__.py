"""Contracts and their terms: drafted, signed, amended, ended; the days, rates and law they rest on."""
