"""The screens in a real browser: journeys, keys, themes, languages, narrow windows, axe."""
