"""nbgrader's side: gradebook, hooks, configuration and folders."""
