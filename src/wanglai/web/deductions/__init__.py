"""Screens of deductions: the list, one case, a new one."""
