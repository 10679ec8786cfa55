"""The one reader of notebooks: which cells and statements count. It imports nothing of the course."""
