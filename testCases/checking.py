"""What every check does: call the learner's function on each case, compare, and say what is wrong and why."""
import ast
import inspect
import re
import types
from typing import NamedTuple

import dnn_utils
from testCases.calling import MISSING, Outcome, call, namespace_of
from testCases.cases import Case
from testCases.comparing import encode, part_difference, parts_of, shape_difference, strict_difference, value_difference
from testCases.exercises import EXERCISES, exercise
from testCases.expected import cases_of, expected_values
from testCases.messages import case_sentence, say
from testCases.misconceptions import recognise
from testCases.own_caches import PARTNERS, own_case
from testCases.panel import shown
from testCases.patterns import patterns
from testCases.progress import lesson_summary, record
from testCases.report import CheckFailed, Finding, Points, Report

__all__ = ["Look", "check_of", "examine", "look", "look_again", "looked_at", "own_look", "points_of", "report_on",
           "run_check"]


BESIDE = {"cache": "beside_cache", "caches": "beside_caches", "dA": "beside_dA", "costs": "beside_costs"}


def check_of(name):
    """Return the check of an exercise, a function of what the learner wrote."""
    def check(function):
        return run_check(name, function)
    check.__name__ = check.__qualname__ = f"check_{name}"
    check.__doc__ = run_check.__doc__
    return check


def run_check(name, function):
    """Check a function and show the report: nothing is returned for full points, the points where some are lost.

    Parameters
    ----------
    name : str
        The exercise, as in the table of exercises.
    function : callable
        What the learner wrote.

    Raises
    ------
    CheckFailed
        An AssertionError, outside of a notebook, if there is not a single point. A notebook goes on: "Run All Above"
        is to bring a learner back to where they were, past what is not written yet.
    """
    report = no_work_of_its_own(name) if shell() and is_the_courses(name, function) else examine(name, function)
    unread = line_that_is_not_read(name)
    if unread:
        report = report._replace(remarks=(say("unread", name=name, line=unread), *report.remarks))
    from testCases.finished import finished, is_finished  # here: it is for a learner's folder, as what is kept is
    before = is_finished()
    shown(report)
    unkept = record([report]) + [kept(name, function) if report.points == report.max_points else ""]
    for line in filter(None, unkept):
        print(line)
    summary = lesson_summary(report.name)
    if summary:
        shown(summary)
    if not before and is_finished():
        shown(finished())
    if report.points == 0 and shell() is None:
        raise CheckFailed(say("no_points", name=name))
    return None if report.points == report.max_points else Points(report.points)


def kept(name, function):
    """Keep a function that earned full points for the lessons to come; return why that cannot be done, or ""."""
    from testCases.keeping import keep  # here: it is for a learner's folder, and this module for grading, too
    cells = getattr(shell(), "user_ns", {}).get("In")
    return keep(name, function, list(map(str, cells))) if cells else ""


def shell():
    """Return IPython's shell, or None outside of a notebook."""
    from IPython import get_ipython
    return get_ipython()


def line_that_is_not_read(name):
    """Return the number of the line with a SyntaxError in the cell that was last run to define a function, or 0: the
    function that is there is then that of before."""
    inputs = getattr(shell(), "user_ns", {}).get("In", [])
    for source in reversed(inputs):
        if re.search(rf"^\s*def {name}\b", source, re.M):
            try:
                compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            except SyntaxError as error:
                return error.lineno
            return 0
    return 0


def no_work_of_its_own(name):
    """Return the Report of the course's own function, which is nobody's exercise."""
    return Report(name, 0, exercise(name).points, remarks=(say("imported", name=name),))


def is_the_courses(name, function):
    """Say whether a function is the course's own, under whatever name, or does no more than call it."""
    course = getattr(dnn_utils, name)
    function = inspect.unwrap(getattr(function, "func", function))  # of functools.partial
    if getattr(function, "__code__", None) is course.__code__:
        return True
    namespace = namespace_of(function)
    called = names_used(function, namespace)
    return any(namespace.get(other) is course for other in called) or \
        name in called and any(getattr(namespace.get(other), "__name__", other).split(".")[0] == "dnn_utils"
                               for other in called)


def examine(name, function):
    """Return the Report of a function, which is judged by itself: see `looked_at`."""
    e = exercise(name)
    return report_on(e, *looked_at(e, function))


# Looking at each case

class Look(NamedTuple):
    """What was seen of one case: why it is not right, and why the properties beside it do not hold."""

    case: Case
    outcome: Outcome
    reason: str = ""
    beside: dict = {}
    shape: str = ""
    note: str = ""
    own: bool = False  # whether its cache was one that the learner's own function had packed


def look(e, case, outcome, expected):
    """Compare the outcome of a case with what is expected, encoded."""
    if outcome.raised:
        return Look(case, outcome, outcome.raised.reason(e.name))
    whole = all(output is not MISSING for output in outcome.outputs)
    reasons, beside, shape = [], {}, outcome.packing if whole else ""
    for name, got, want in zip(e.outputs, outcome.outputs, expected if len(e.outputs) > 1 else [expected]):
        parts = parts_of([name], [want])
        for part in parts:
            if got is MISSING and part in e.beside:
                beside[part] = outcome.packing
            elif got is MISSING:
                reasons.append(outcome.packing)
            elif part in e.beside:
                beside[part] = (outcome.packing if len(e.outputs) > 1 else "") or \
                    part_difference(name, got, part, parts, strict_difference, e.beside)
            else:
                reasons.append(part_difference(name, got, part, parts, value_difference, e.beside))
                shape = shape or part_difference(name, got, part, parts, shape_difference, e.beside)
    reason = next(filter(None, reasons), "")
    return Look(case, outcome, reason and outcome.packing or reason, beside, shape)


def own_looks_at(e, function):
    """Return the Looks at all cases with the caches that the learner's own forward function packs; none where there are
    no such caches."""
    looks = []
    for case in cases_of(e.name):
        own = own_case(e, function, case.make())
        if own is None:
            return []
        looks.append(own_look(e, case, function, own))
    return looks


def own_look(e, case, function, own):
    """Return the Look at a case whose cache the learner's own forward function has packed."""
    return look(e, case, call(e, function, own.inputs), own.expected)._replace(own=True)


def looks_at(e, function):
    """Return the Looks at all cases of an exercise; where all others are right, a case may be so in another way."""
    expected = expected_values()[e.name]
    looks = [look(e, case, call(e, function, case.make()), expected[case.sentence]) for case in cases_of(e.name)]
    if any(look.reason for look in looks if look.case.also is None):
        return looks
    return [look_again(e, look) for look in looks]


def look_again(e, first):
    """Return a Look by what else is right for its case, where there is such a thing and the function does that."""
    if not first.reason or first.outcome.raised or first.case.also is None:
        return first
    also = first.case.also(first.case.make(), first.outcome.outputs)
    if also is None:
        return first
    key, expected = also
    second = look(e, first.case, first.outcome, encode(expected))
    return first if second.reason else second._replace(note=say(key))


# An exercise is judged by itself

def looked_at(e, function, wrong=None, replaced=None, own=()):
    """Return the Looks at an exercise, and the earlier exercises that cost it something.

    Where a function that it calls is known to be wrong, the course's stands in that place, so that a mistake costs
    points where it was made and nowhere else. The same is tried with those that are right in their own cases, and may
    give other numbers in those of this exercise.

    Parameters
    ----------
    e : Exercise
    function : callable
        What the learner wrote.
    wrong : list of str, optional
        Earlier exercises that are not right; without it, those among the global names that the function uses.
    replaced : callable, optional
        From some of these names to the function with the course's in their places.
    own : list of str, optional
        Earlier exercises that are right, and not the course's; without `wrong`, those among the names, too.

    Returns
    -------
    looks : list of Look
    earlier : tuple of str
        The earlier exercises in whose places the course's functions stood.
    """
    looks = looks_at(e, function)
    if points_of(e, looks) == e.points:
        return looks, ()
    if e.name in PARTNERS:
        looks = max(looks, own_looks_at(e, function), key=lambda looks: points_of(e, looks))
    if wrong is None:
        wrong, own = earlier_among_called(e.name, function)

        def replaced(names):
            return with_the_courses(function, names)
    stood = ()
    if wrong:
        others = looks_at(e, replaced(wrong))
        if points_of(e, others) >= points_of(e, looks) and findings_of(e, others) != findings_of(e, looks):
            looks, stood = with_one_of(e, wrong[::-1], others, replaced) or (others, tuple(wrong))
    if own and points_of(e, looks) < e.points:
        others = looks_at(e, replaced([*wrong, *own]))
        if points_of(e, others) > points_of(e, looks):
            looks, stood = with_one_of(e, own, others, replaced) or (others, (*wrong, *own))
    return looks, stood


def with_one_of(e, names, looks, replaced):
    """Return what `looked_at` does if the course's function in one of these places does as much as in all, or None."""
    for name in names if len(names) > 1 else ():
        alone = looks_at(e, replaced([name]))
        if findings_of(e, alone) == findings_of(e, looks):
            return alone, (name,)
    return None


def earlier_among_called(name, function):
    """Return two lists of the earlier exercises that a function calls, itself or through others of its notebook: those
    that are not right, and those that are and are not the course's."""
    namespace = namespace_of(function)
    called = names_used(function, namespace)
    before = [e.name for e in EXERCISES]
    adapt = getattr(function, "adapt", lambda other: other)  # whoever calls this one in some way calls all so
    earlier = [other for other in before[:before.index(name)]
               if other in called and namespace.get(other) is not getattr(dnn_utils, other)]
    right = [other for other in earlier if is_right(other, namespace, adapt)]
    return [other for other in earlier if other not in right], right


def names_used(function, namespace):
    """Return the global names that a function uses, and the functions of the same notebook that it calls."""
    names, waiting, done = set(), [getattr(inspect.unwrap(function), "__code__", None)], set()
    while waiting:
        code = waiting.pop()
        if code is None or code in done:
            continue
        done.add(code)
        names.update(code.co_names)
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        waiting += [value.__code__ for value in map(namespace.get, code.co_names)
                    if isinstance(value, types.FunctionType) and value.__globals__ is namespace]
    return names


def is_right(name, namespace, adapt):
    """Say whether the function of this name is as good as the course's."""
    function = namespace.get(name)
    return callable(function) and examine(name, adapt(function)).points == exercise(name).points


def with_the_courses(function, names):
    """Return a function that does what this one does while the course's functions stand in the places of these."""
    namespace = namespace_of(function)

    def replaced(*arguments):
        mine = {name: namespace[name] for name in names if name in namespace}
        namespace.update({name: getattr(dnn_utils, name) for name in names})
        try:
            return function(*arguments)
        finally:
            for name in names:
                del namespace[name]
            namespace.update(mine)
    replaced.namespace, replaced.adapt = namespace, getattr(function, "adapt", lambda other: other)
    return replaced


# What is said of it

def findings_of(e, looks, hidden=()):
    """Return a Finding for each case, for each part that counts by itself, for the shapes, and for inputs left alone.

    What an exception leaves unseen is no fault of a property: it holds if it holds where something came, and is not
    tested where nothing did. `hidden` are Looks at the twins of cases, of which no more is told than their kind.
    """
    def failed(twin, reason):
        return say("hidden_failed", name=e.name, sentence=say(twin.case.kind)) if reason else ""

    findings = []
    for each in looks:
        twins = [failed(twin, twin.reason) for twin in hidden if twin.case.sentence == each.case.sentence]
        findings.append(Finding(case_sentence(e.name, each.case.sentence), first([each.reason, *twins]),
                                case=each.case.sentence))
    seen, twins = ([each for each in both if not each.outcome.raised] for both in (looks, hidden))
    properties = [*((say(BESIDE[part]), lambda each, part=part: each.beside.get(part, "")) for part in e.beside),
                  (say("shapes", outputs=", ".join(name for name in e.outputs if name not in e.beside)),
                   lambda each: each.shape),
                  (say("untouched"), lambda each: say("changed") if each.outcome.changed else "")]
    if any(each.own for each in looks):
        properties.append((say("course_cache"), lambda each: say("own_cache", forward=PARTNERS[e.name])))
    for sentence, reason in properties:
        findings.append(Finding(sentence, first([*map(reason, seen), *(failed(twin, reason(twin)) for twin in twins)]),
                                bool(seen)))
    return findings


def first(reasons):
    return next(filter(None, reasons), "")


def points_of(e, looks, hidden=()):
    """Return the points: the share of properties that hold, and none where no case comes out right."""
    findings = findings_of(e, looks, hidden)
    if all(finding.reason for finding in findings if finding.case):  # and where there are none
        return 0
    return round(e.points * sum(finding.status == "passed" for finding in findings) / len(findings), 1)


def report_on(e, looks, earlier=(), hidden=()):
    """Return the Report on what was seen.

    Parameters
    ----------
    e : Exercise
    looks, earlier : as `looked_at` returns them
    hidden : list of Look, optional
        At the twins of cases, with the same functions.
    """
    remarks = [say("earlier", names=say("and").join(earlier))] if earlier else []
    raised = [each.outcome.raised for each in looks if each.outcome.raised]
    if len(raised) == len(looks) and all(error.type == "NotImplementedError" for error in raised):
        return Report(e.name, 0, e.points, remarks=(*remarks, raised[0].reason(e.name)), earlier=earlier)
    findings, points = findings_of(e, looks, hidden), points_of(e, looks, hidden)
    known = recognise(e, {each.case.sentence: each.outcome for each in looks if not each.note and not each.own}) \
        if points < e.points else ()
    remarks += raised[0].explanation() if raised else () if known or points == e.points else patterns(e, looks)
    if all(not each.outcome.raised and each.outcome.outputs[0] is None for each in looks):
        remarks.append(say("nothing_returned", name=e.name))
    notes = [each.note for each in looks if each.note]
    notes += [say("warned", warning=text) for each in looks for text in each.outcome.warned]
    if any(each.outcome.random for each in looks) and "global_generator" not in known:
        notes.append(say("global_random"))
    return Report(e.name, points, e.points, tuple(findings), known, tuple(dict.fromkeys(notes)), tuple(remarks),
                  own_printing(e, looks), earlier)


def own_printing(e, looks):
    """Return what the function printed in the first case in which it prints what the course's does not."""
    for each in looks:
        if each.outcome.printed:
            course = call(e, getattr(dnn_utils, e.name), each.case.make()).printed.splitlines()
            own = [line for line in each.outcome.printed.splitlines() if line not in course]
            if own:
                return "\n".join(own)
    return ""
