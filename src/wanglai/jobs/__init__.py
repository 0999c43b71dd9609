"""Background work: a queue in PostgreSQL, a worker, and one process per run."""
