"""Screens of the customer portal: a host, a cookie and a frame of their own; looking changes nothing."""
