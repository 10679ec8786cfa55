"""dnn-course check for programs: JSON, JUnit's XML, a least number of points, and the workflow for a class."""
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import nbformat
import pytest
from test_check import LESSON, NAMES, solved
from test_repository import check_workflow

from dnn_course.cli import main
from dnn_course.home import COURSE
from testCases.exercises import EXERCISES

MOST = sum(e.points for e in EXERCISES if e.name in NAMES)
FIRST = next(e for e in EXERCISES if e.name == NAMES[0])


@pytest.fixture
def partly(tmp_path):
    """Lesson 2 with the first of its exercises wrong, and with text that XML cannot hold."""
    lesson, cells = solved()
    cells[NAMES[0]].source = f"def {NAMES[0]}(*arguments):\n    raise ValueError('<&\\x00\\x1b>')"
    nbformat.write(lesson, tmp_path / "mine.ipynb")
    return tmp_path / "mine.ipynb"


def test_json_and_nothing_else(partly, capsys):
    assert main(["check", str(partly), str(LESSON), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["points"], found["max_points"]) == (2 * MOST - FIRST.points, 2 * MOST) and found["unreadable"] == []
    first, second = found["notebooks"]
    assert first["notebook"] == str(partly) and first["lesson"] == LESSON.stem and first["errors"] == []
    assert [e["name"] for e in first["exercises"]] == NAMES
    assert first["exercises"][0]["points"] == 0 and "ValueError" in first["exercises"][0]["reason"]
    assert all(e["reason"] == "" and e["points"] == e["max_points"] for e in second["exercises"])


def test_junit(partly, tmp_path, capsys):
    (tmp_path / "broken.ipynb").write_text("{")
    assert main(["check", str(partly), str(tmp_path / "broken.ipynb"), "--junit", str(tmp_path / "points.xml")]) == 2
    assert "Points" in capsys.readouterr().out, "the table is printed as well"
    suites = ET.parse(tmp_path / "points.xml").getroot()
    one, broken = suites
    assert (one.get("tests"), one.get("failures"), broken.get("errors")) == (str(len(NAMES)), "1", "1")
    assert [case.get("name") for case in one] == NAMES
    failure = one[0].find("failure")
    assert failure.get("message") == f"{NAMES[0]}: 0 of {FIRST.points} points" and "ValueError: <&" in failure.text
    assert one[1].find("failure") is None


@pytest.mark.parametrize("least, status", [(MOST - FIRST.points, 0), (MOST - FIRST.points + 0.1, 1), (MOST, 1)])
def test_a_least_number_of_points(partly, least, status, capsys):
    assert main(["check", str(partly), "--min-points", str(least)]) == status


def test_nothing_to_check_is_an_error_in_json_too(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.ipynb"), "--json"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["unreadable"][0]["notebook"] == str(tmp_path / "none.ipynb") and "no such file" in err


def test_the_workflow_for_a_class_is_well_formed_and_its_command_is_one(tmp_path, monkeypatch, capsys):
    path = COURSE / "dnn_course" / "grading" / "forge" / "check.yml"
    status, text = check_workflow(path)
    assert status == 0, text
    line = next(line for line in path.read_text().splitlines() if line.strip().startswith("dnn-course check"))
    words = line.split("|")[0].split()[1:]
    (tmp_path / "02_forward.ipynb").write_bytes(Path(LESSON).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main([name for word in words for name in (sorted(p.name for p in tmp_path.glob(word)) or [word])]) == 0
    assert (tmp_path / "points.xml").exists()
