"""Settlement cycles: opened by contract, closed at their cut-off, billed from deliveries, followed to the money."""
