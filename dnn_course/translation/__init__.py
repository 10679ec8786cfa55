"""Lessons in other languages: the units of a notebook, their catalogues in translations/, and checks of both."""
