"""Who may do what: one policy table for verbs, screens, tests and the printed matrix."""
