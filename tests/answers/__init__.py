"""Right answers to the exercises, each written in another way than the course's: no check may say no to one of them.

A module for each topic holds ANSWERS = {exercise: [functions]}; here they stand together.
"""
import importlib

from testCases import EXERCISES

TOPICS = list(dict.fromkeys(e.topic for e in EXERCISES))
ANSWERS = {name: functions for topic in TOPICS
           for name, functions in importlib.import_module(f"answers.{topic}").ANSWERS.items()}
