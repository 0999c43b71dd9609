"""The trail of acts: who did what, when and through which door, in sentences."""
