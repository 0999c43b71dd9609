"""Screens of remittance advices: the list with the place to hand one in, one advice with its money."""
