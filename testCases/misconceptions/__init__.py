"""Known wrong versions of every exercise, a module for each lesson."""
