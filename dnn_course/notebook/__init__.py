"""The one reader of notebooks: which cells and statements count, and how they run. It imports nothing of the course.

The jail gets a copy of this folder, so a table of exercises comes in as an argument.
"""
