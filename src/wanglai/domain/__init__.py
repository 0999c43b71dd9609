"""The rules of a receivables book as pure Python: no framework, no clock, no file, no network."""
