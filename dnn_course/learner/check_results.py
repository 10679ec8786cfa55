"""What `dnn-course check` has found, for programs: as JSON, and as JUnit's XML, which forges show as tests."""
import json
import xml.etree.ElementTree as ET

from dnn_utils.files import write_then_rename

__all__ = ["as_json", "write_junit"]


def as_json(checked, unreadable):
    """Return the results as JSON.

    Parameters
    ----------
    checked : dict
        {path: Checked}.
    unreadable : dict
        {path: why a notebook cannot be read}.

    Returns
    -------
    text : str
        An object with `points`, `max_points`, `notebooks` (each with `notebook`, `lesson`, `points`, `max_points`,
        `exercises` and `errors`) and `unreadable`. An exercise has `name`, `points`, `max_points`, `reason` (empty for
        full points) and `says`, all that its check says.
    """
    notebooks = [{"notebook": str(path), "lesson": result.lesson, **sums(result.reports.values()),
                  "exercises": [exercise(report) for report in result.reports.values()],
                  "errors": [error._asdict() for error in result.errors]} for path, result in checked.items()]
    total = sums(report for result in checked.values() for report in result.reports.values())
    lost = [{"notebook": str(path), "reason": reason} for path, reason in unreadable.items()]
    return json.dumps({**total, "notebooks": notebooks, "unreadable": lost}, indent=1, ensure_ascii=False)


def sums(reports):
    """Return the points of several reports, and the most that they could be."""
    reports = list(reports)
    return {"points": round(sum(report.points for report in reports), 6),
            "max_points": sum(report.max_points for report in reports)}


def exercise(report):
    """Return what a report says, as JSON has it."""
    return {"name": report.name, "points": round(report.points, 6), "max_points": report.max_points,
            "reason": report.why(), "says": str(report)}


def write_junit(path, checked, unreadable):
    """Write the results as JUnit's XML: a suite for each notebook, a case for each exercise, which fails where points
    are missing, with the points and all that its check says; arguments as for `as_json`."""
    root = ET.Element("testsuites", name="dnn-course check")
    for notebook, result in checked.items():
        reports = result.reports.values()
        failures = sum(report.points < report.max_points for report in reports)
        suite = ET.SubElement(root, "testsuite", name=str(notebook), tests=str(len(reports)), failures=str(failures),
                              errors="0")
        for report in reports:
            case = ET.SubElement(suite, "testcase", classname=result.lesson, name=report.name)
            if report.points < report.max_points:
                ET.SubElement(case, "failure", message=printable(report.headline)).text = printable(str(report))
    for notebook, reason in unreadable.items():
        suite = ET.SubElement(root, "testsuite", name=str(notebook), tests="1", failures="0", errors="1")
        case = ET.SubElement(suite, "testcase", classname=str(notebook), name="read")
        ET.SubElement(case, "error", message=printable(reason))
    with write_then_rename(path) as temporary:
        ET.ElementTree(root).write(temporary, encoding="utf-8", xml_declaration=True)


def printable(text):
    """Return a text without the characters that XML cannot hold."""
    return "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in text)
