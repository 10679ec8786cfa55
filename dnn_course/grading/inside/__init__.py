"""What runs in the jail, together with a student's code: nothing here is trusted."""
