"""The grader's side of the jail: marks are decided here."""
