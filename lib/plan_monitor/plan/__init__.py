"""What was promised: the plan as data, its calendar, its import from the document."""
