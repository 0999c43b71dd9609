"""Screens of cash application: the queue, one line, the policy, the figures."""
