"""Staff screens: one service call per view, forms that only validate, templates that only show."""
