"""Wiring: settings from the environment, addresses, the server's entry."""
