"""Screens of disputes: the list, one dispute with its conversation, a new one, their causes and rules."""
