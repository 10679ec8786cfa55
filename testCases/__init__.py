"""The graded test cases: inputs, expected values, points, and what to say to a wrong answer."""
from testCases import L_layer, analysis, backward, cost, exercises, forward, initialization, two_layer, update
from testCases.L_layer import *
from testCases.analysis import *
from testCases.backward import *
from testCases.by_hand import check_by_hand, small_network
from testCases.clinic import broken_trainings, check_clinic, clinic_pictures
from testCases.cost import *
from testCases.exercises import *
from testCases.forward import *
from testCases.initialization import *
from testCases.quizzes import quiz
from testCases.report import hint
from testCases.tasks import (check_duplicate, check_pairs, check_products_step, check_rate, check_recalls,
                             check_resampling)
from testCases.two_layer import *
from testCases.update import *

MODULES = (initialization, forward, cost, backward, update, two_layer, L_layer, analysis)

__all__ = ["hint", "quiz", "check_by_hand", "small_network", "broken_trainings", "check_clinic", "clinic_pictures",
           "check_duplicate", "check_pairs", "check_products_step", "check_rate", "check_recalls", "check_resampling",
           *(name for module in (exercises, *MODULES) for name in module.__all__)]
