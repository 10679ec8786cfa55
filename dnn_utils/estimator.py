"""A model class that speaks scikit-learn."""
__all__ = []
