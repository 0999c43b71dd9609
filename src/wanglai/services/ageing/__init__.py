"""Ageing: one statement for the summary, the drill, the sheet and the proof."""
