"""One verb per file; the only room that writes, and the only door to the store and the engine."""
