"""Books of many customers: the plain pairs by set-based SQL, the rest in buckets of whole accounts."""
