"""Maker and checker, one mechanism for every capability: bands, requests, decisions, delegation."""
