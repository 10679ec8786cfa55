"""`from my_network import ...`: the learner's functions that earned full points, and the course's elsewhere.

It is imported by that name, from wherever the course lies: the package testCases says where. What it does stands in
network.py.
"""
from testCases.network import NAMES as __all__  # noqa: F401 (what `from my_network import *` brings)
from testCases.network import function_of as __getattr__  # noqa: F401 (PEP 562)
