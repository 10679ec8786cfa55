"""Instructor grading: fair marks from notebooks that nobody can trust."""
