"""Pages and tables of marks."""
