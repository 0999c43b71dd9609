"""Money for the screens: the engine's own figures and decimals, passed on through the one room that may call it."""

from tieout.money import as_text, exponent_of, for_people

__all__ = ["as_text", "exponent_of", "for_people"]
