"""What crosses the border between the jail and the grader."""
