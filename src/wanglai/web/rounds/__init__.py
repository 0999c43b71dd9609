"""Screens of rounds of reconciling: the list, the planner, one round, the rule, the yearly minimum."""
