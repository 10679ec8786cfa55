"""What a learner does: start, check, update, export, and the site of all lessons."""
