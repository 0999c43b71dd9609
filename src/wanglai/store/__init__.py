"""One Django app: the whole schema, one line of migrations. Only services import its models."""
