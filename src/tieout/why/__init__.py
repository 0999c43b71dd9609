"""Why two rows are together, or why they are not: the stages asked again, one by one, about one pair."""
