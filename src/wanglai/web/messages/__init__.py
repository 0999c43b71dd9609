"""Screens of messages: the outbox, one message, when a company writes."""
