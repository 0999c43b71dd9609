"""The screens of the ageing."""
