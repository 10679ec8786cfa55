"""A whole class: submissions, what is marked already, many at once."""
