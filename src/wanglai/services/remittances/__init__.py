"""Remittance advices: what customers say a payment is for, as files, mails or pasted text, before or after the money comes."""
