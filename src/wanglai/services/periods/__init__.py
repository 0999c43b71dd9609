"""Accounting periods: opened month by month, closed once with a checklist, anchored outside."""
