"""The reconciliation procedure (SOP): drawn by the company, agreed by two people, followed case by case."""
