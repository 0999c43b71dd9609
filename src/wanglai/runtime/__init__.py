"""The room that starts things: data folder, embedded PostgreSQL, process tree. It knows no Django."""
