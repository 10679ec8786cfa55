"""What a learner does: start, check, update, export."""
