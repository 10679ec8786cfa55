"""The house in order: lists of packages, arrows between packages, nothing written twice, ruff, workflows, version."""
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from importlib.util import find_spec

import hygiene
import pytest
import repository
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repository import ROOT, imported, imported_by_notebook, needed, pins, repeated_runs

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LISTS = {  # who needs it: (what pyproject.toml admits, what is pinned)
    "learner": (PROJECT["dependencies"], "requirements.txt"),
    "grading": (PROJECT["optional-dependencies"]["grading"], "requirements-grading.txt"),
    "Chinese": (PROJECT["optional-dependencies"]["zh-CN"], "requirements-zh_CN.txt"),
    "test": (PROJECT["optional-dependencies"]["test"], "requirements-test.txt"),
    "torch": (PROJECT["optional-dependencies"]["torch"], "requirements-torch.txt"),
}
OPTIONAL = "10_onward"  # the lesson that imports PyTorch where it is installed
OURS = {"dnn_utils", "testCases", "dnn_course"}
NOT_FOR_LEARNERS = {"nbgrader", "playwright", "pytest", "nbval", "hypothesis", "ruff", "distributed", "sqlalchemy",
                    "notebook", "psycopg"}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def names_of(*who):
    """The names of the packages in these lists."""
    return {canonicalize_name(pin.name) for key in who for pin in pins(ROOT / LISTS[key][1])}


def run(*arguments, cwd=ROOT):
    """Run a module of this Python, and return its exit status and all that it wrote."""
    done = subprocess.run([sys.executable, "-m", *map(str, arguments)], cwd=cwd, text=True, encoding="utf-8",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


# Who needs which packages

@pytest.mark.parametrize("who", LISTS)
def test_the_pins_are_those_of_pyproject(who):
    admitted, path = LISTS[who]
    admitted = [requirement for requirement in map(Requirement, admitted) if requirement.name != PROJECT["name"]]
    pinned = {canonicalize_name(pin.name): pin for pin in pins(ROOT / path)}
    assert sorted(pinned) == sorted(canonicalize_name(requirement.name) for requirement in admitted)
    for requirement in admitted:
        pin, = pinned[canonicalize_name(requirement.name)].specifier
        assert pin.operator == "==" and requirement.specifier.contains(pin.version), requirement
        same = pinned[canonicalize_name(requirement.name)]
        assert (same.extras, str(same.marker)) == (requirement.extras, str(requirement.marker)), requirement
        assert [s.operator for s in requirement.specifier] == [">="], f"{requirement} has no lowest version"


def test_each_list_begins_with_the_one_before():
    """The tests test the grading, which runs the lessons."""
    assert "-r requirements.txt\n" in (ROOT / "requirements-grading.txt").read_text(encoding="utf-8")
    assert "-r requirements-grading.txt\n" in (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    assert "-r requirements-zh_CN.txt\n" in (ROOT / "requirements-test.txt").read_text(encoding="utf-8")
    assert {"dnn-course[grading]", "dnn-course[zh-CN]"} <= set(LISTS["test"][0])


def test_a_learner_gets_no_tools_of_the_instructor_or_of_the_tests():
    brought = needed(pins(ROOT / "requirements.txt"))
    assert {"numpy", "jupyterlab", "jupyter-server", "ipykernel"} <= brought
    assert brought & NOT_FOR_LEARNERS == set()


def test_a_learners_jupyterlab_has_the_extensions_of_jupyterlab_and_the_widgets_only():
    found = set()
    for name in needed(pins(ROOT / "requirements.txt")):
        paths = (path.as_posix() for path in metadata.files(name) or [])
        found |= {match[1] for path in paths for match in [re.search(
            r"(?:share/jupyter/labextensions/((?:@[^/]+/)?[^/]+)|etc/jupyter/jupyter_server_config\.d/[^/]+)", path)]
            if match}
    assert found - {None} == {"@jupyter-widgets/jupyterlab-manager", "jupyterlab_pygments"}


FILES_OF = {  # whose packages the files may import
    ("learner",): [path for folder in ("dnn_utils", "testCases", "dnn_course", "datasets", "images")
                   for path in (ROOT / folder).rglob("*.py") if "grading" not in path.relative_to(ROOT).parts],
    ("learner", "grading"): list((ROOT / "dnn_course" / "grading").rglob("*.py")),
    ("learner", "grading", "test"): [  # fuzz_grading.py is run by hand, and says what it needs
        ROOT / "notebooks" / "execute.py", ROOT / "benchmarks" / "grade_class.py",
        *(path for path in (ROOT / "tests").glob("*.py") if path.stem != "fuzz_grading")],
}


@pytest.mark.parametrize("who, path", [(who, path) for who, paths in FILES_OF.items() for path in sorted(paths)],
                         ids=lambda value: value[-1] if isinstance(value, tuple) else str(value.relative_to(ROOT)))
def test_code_imports_only_packages_of_its_list(who, path):
    assert not_in_lists(imported(path.read_text(encoding="utf-8")), who, beside(path)) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_lessons_import_only_packages_of_learners(path):
    lists = ["learner", "torch"] if path.stem == OPTIONAL else ["learner"]
    assert not_in_lists(imported_by_notebook(path), lists, set()) == set()


def test_the_benchmark_imports_only_packages_of_learners_and_its_own():
    own = names_of("learner") | {pin.name for pin in pins(ROOT / "benchmarks" / "requirements.txt")}
    for name in ("bench", "contenders", "torch_costs"):
        packages = imported((ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8"))
        assert packages_of(packages - OURS - {"contenders"}) <= own


def test_an_import_that_no_list_has_is_found():
    source = "import numpy, os\nfrom dnn_utils import train\ndef f():\n    from nbgrader.api import Gradebook\n"
    assert not_in_lists(imported(source), ["learner"], set()) == {"nbgrader"}
    assert not_in_lists(imported(source), ["learner", "grading"], set()) == set()


def not_in_lists(packages, who, beside):
    return packages_of(packages - OURS - {"my_network"} - beside) - names_of(*who)


def packages_of(modules):
    """Return the name to install for each module's name."""
    known = metadata.packages_distributions()
    return {canonicalize_name(known.get(module, [module])[0]) for module in modules}


def beside(path):
    """The modules that lie beside a file that is run: all tests, and, flat in the jail, its two rooms."""
    folders = [path.parent]
    if path.parent.name in ("inside", "notebook"):
        folders = [ROOT / "dnn_course" / "notebook", ROOT / "dnn_course" / "grading" / "border"]
    elif path.parent != ROOT / "tests":
        folders = []
    return {found.stem for folder in folders for found in folder.iterdir() if found.suffix in ("", ".py")}


def made(*target):
    """The lines of pip and venv that make would run for a target, in a fresh clone."""
    done = subprocess.run(["make", "-n", "-B", *target, "PYTHON=python", "LOCK="], cwd=ROOT, capture_output=True,
                          text=True, check=True)
    return [" ".join(line.split("#")[0].split()) for line in done.stdout.splitlines()
            if re.search(r"-m (?:pip|venv) ", line)]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make: Windows has lines of pip in README.md")
def test_make_keeps_a_learners_environment_apart():
    """It begins empty, so that nothing stays of a longer list; the tests and the grading have another."""
    learner = ["python -m venv --clear .venv", ".venv/bin/python -m pip install --quiet -r requirements.txt -e ."]
    grading = ["python -m venv .venv-full",
               ".venv-full/bin/python -m pip install --quiet -r requirements-grading.txt -e ."]
    test = ".venv-full/bin/python -m pip install --quiet -r requirements-test.txt -e ."
    assert made("lab") == made("start") == learner
    assert made("lab", "LANGUAGE=zh_CN") == \
        [*learner, ".venv/bin/python -m pip install --quiet -r requirements-zh_CN.txt"]
    assert made("grading") == grading
    assert made("test") == [*grading, test]
    assert made("torch") == [*grading, ".venv-full/bin/python -m pip install --quiet -r requirements-torch.txt"]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_to_files(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = [target.split("#")[0] for images in (True, False) for _, target in hygiene.links(text, images)]
    assert [target for target in targets if "://" not in target and not (ROOT / target).exists()] == []


# What CI proves

def test_the_lock_has_every_package_that_the_tests_bring_and_agrees_with_the_pins():
    text = (ROOT / "requirements-lock.txt").read_text(encoding="utf-8")
    locked = {canonicalize_name(pin.name): str(pin.specifier) for pin in pins(ROOT / "requirements-lock.txt")}
    pinned = [pin for _, path in LISTS.values() for pin in pins(ROOT / path)]
    assert {pin.name: locked.get(canonicalize_name(pin.name)) for pin in pinned} == \
        {pin.name: str(pin.specifier) for pin in pinned}
    installed = [pin for pin in pinned if pin.name != "torch" or find_spec("torch")]
    here = sys.platform == "linux" and sys.version_info[:2] == (3, 11) and all(
        pin.specifier.contains(metadata.version(pin.name)) for pin in installed)
    if here:  # other versions, and other systems, may need other packages
        assert needed(installed) - set(locked) == set(), "make lock"
    assert all(re.fullmatch(r"==[\w.+!]+", version) for version in locked.values())
    assert "://" not in text and "@" not in text


def test_the_benchmark_and_lesson_10_have_one_pytorch():
    pinned = {pin.name: str(pin.specifier) for pin in pins(ROOT / "benchmarks" / "requirements.txt")}
    assert str(pins(ROOT / LISTS["torch"][1])[0]) == f"torch{pinned['torch']}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_the_workflows_are_well_formed(path, tmp_path):
    status, text = check_workflow(path)
    assert status == 0, text
    broken = tmp_path / path.name
    broken.write_text(re.sub("runs-on:", "run-on:", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    assert check_workflow(broken)[0] == 1


def check_workflow(path):
    return run("check_jsonschema", "--builtin-schema", "vendor.github-workflows", path)


def test_the_workflow_tests_all_pythons_systems_and_both_ends_of_the_versions():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["proven"]["steps"][-1]["run"] == ".ci/run"
    matrix = jobs["versions"]["strategy"]["matrix"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"] and PROJECT["requires-python"] == ">=3.11"
    assert [name.split("-")[0] for name in matrix["system"]] == ["ubuntu", "macos", "windows"]
    assert matrix["resolution"] == ["highest", "lowest-direct"]


# The code

def test_ruff_finds_nothing():
    status, text = run("ruff", "check", "--no-cache")
    assert status == 0, text


def test_ruff_would_find_something(tmp_path):
    (tmp_path / "bad.py").write_text("import os\n")
    assert "F401" in run("ruff", "check", "--no-cache", "--config", ROOT / "pyproject.toml", tmp_path / "bad.py")[1]


def test_nothing_is_written_twice():
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
               for path in repository.product_files()}
    assert len(sources) > 50 and repeated_runs(sources) == []


def test_what_is_written_twice_is_found_behind_imports_comments_and_other_indentation():
    lines = [f"x{i} = {i}" for i in range(7)]
    plain = "\n".join(["start = 0", *lines])
    other = "def f():\n" + "".join(f"    {line}  # {i}\n\n    import os\n" for i, line in enumerate(lines))
    assert repeated_runs({"a.py": plain, "b.py": other}) == ["a.py:2 and b.py:2 have 7 lines in common"]
    assert repeated_runs({"a.py": plain, "b.py": "\n".join(lines[:5])}) == []
    twice = "\n".join([*lines, "between = 1", *lines])
    assert repeated_runs({"a.py": twice}) == ["a.py:1 and a.py:9 have 7 lines in common"]
    said = '"""Text.\n' + "\n".join(f"line {i}" for i in range(9)) + '\n"""\n'
    assert repeated_runs({"a.py": said, "b.py": said}) == []


# The arrows between the packages

ARROWS = {  # an import that is forbidden, and the contract of pyproject.toml that says so
    ("dnn_utils/cost.py", "testCases.exercises"): "the library knows no checks",
    ("testCases/cost.py", "dnn_course.home"): "the library knows no checks",
    ("dnn_course/learner/start.py", "dnn_course.cli"): "the rooms of dnn_course",
    ("dnn_course/learner/start.py", "dnn_course.grading.border"): "the rooms of dnn_course",
    ("dnn_course/grading/commands.py", "dnn_course.learner.export"): "the rooms of dnn_course",
    ("dnn_course/notebook/cells.py", "dnn_utils.cost"): "the reader of notebooks imports nothing",
    ("dnn_course/grading/border/codec.py", "dnn_utils.cost"): "the codec of the border imports nothing",
    ("dnn_course/grading/inside/server.py", "testCases.exercises"): "what runs in the jail",
    ("dnn_course/grading/outside/jail.py", "dnn_course.grading.pages"): "the rooms of grading, by trust",
}


def test_the_arrows_between_the_packages_run_one_way():
    status, text = lint_imports(ROOT)
    assert status == 0, text


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = tmp_path_factory.mktemp("arrows")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for name in OURS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.mark.parametrize("path, module", ARROWS)
def test_an_arrow_that_runs_the_other_way_is_found(path, module, copy):
    before = (copy / path).read_text(encoding="utf-8")
    (copy / path).write_text(before + f"\nimport {module}\n", encoding="utf-8")
    status, text = lint_imports(copy)
    (copy / path).write_text(before, encoding="utf-8")
    importer = path.removesuffix(".py").replace("/", ".")
    broken = " ".join(text.split("Broken contracts")[1].split())
    assert status == 1 and f"{importer} -> {module}" in broken and ARROWS[path, module] in broken


def lint_imports(folder):
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "COLUMNS": "500"})
    return done.returncode, done.stdout + done.stderr


# Other systems

def test_elsewhere_than_on_linux_the_tests_of_grading_skip_and_say_why():
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_*.py")
             if re.search(r"^from (?:dnn_course\.grading|grading_course)\b", path.read_text(encoding="utf-8"), re.M)]
    code = "import pytest, sys; sys.platform = 'elsewhere'; pytest.main(['-n0', '-rs', '--co', *sys.argv[1:]])"
    done = subprocess.run([sys.executable, "-c", code, *files], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    reasons = re.findall(r"SKIPPED \[(\d+)\].*grading runs on Linux only.*this is elsewhere", done.stdout)
    assert len(files) > 7 and sum(map(int, reasons)) == len(files), done.stdout + done.stderr


# The command

def test_the_command_says_its_version(capsys):
    from dnn_course.cli import main
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0 and capsys.readouterr().out == f"dnn-course {PROJECT['version']}\n"
