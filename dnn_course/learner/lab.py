"""The command `dnn-course lab`: JupyterLab on a learner's start page, with the settings that the course needs.

From a checkout, its solved lessons are shown, too: they can be read and run, and are never written. JupyterLab saves a
notebook by itself some time after it was opened, which would change a file of the course.
"""
import json
import os
import tempfile
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import quote

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from dnn_course.home import COURSE, solved_notebooks
from dnn_course.learner.updating import require_learners_folder
from dnn_utils.language import language

__all__ = ["Contents", "jupyterlab_in", "lab", "settings"]

LESSONS = COURSE / "notebooks"
START_PAGE = "00_start.ipynb"


def lab(folder, arguments=()):
    """Open JupyterLab on the start page of a learner's folder, and return once it has been stopped.

    Parameters
    ----------
    folder : path
        A folder made by `dnn-course start`.
    arguments : list of str
        More of JupyterLab's arguments, such as "--no-browser"; they come last, and win.

    Raises
    ------
    FileNotFoundError, ValueError
        If it is no such folder.
    """
    folder = Path(folder).expanduser().resolve()
    require_learners_folder(folder, [path.name for path in solved_notebooks()])
    if not (folder / START_PAGE).exists():
        print(f"There is no start page in {folder}: 'dnn-course update {folder.name}' brings it.")
    from jupyterlab.labapp import main  # here: it takes a second, and the settings are asked for without it
    with jupyterlab_in(language(folder)):
        main([*settings(folder), *arguments])


@contextmanager
def jupyterlab_in(locale):
    """Let the JupyterLab of this process begin in a language, given as "zh_CN", where its language pack is installed.

    It is a default for this session: no file of the learner's is touched, and the language that they chose in
    JupyterLab's own settings comes first. JupyterLab reads such defaults from `labconfig/` in every folder of
    JUPYTER_CONFIG_PATH.
    """
    if locale not in entry_points(group="jupyterlab.languagepack").names:
        yield
        return
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    with tempfile.TemporaryDirectory(prefix="dnn-course-") as folder:
        defaults = Path(folder) / "labconfig" / "default_setting_overrides.json"
        defaults.parent.mkdir()
        defaults.write_text(json.dumps({"@jupyterlab/translation-extension:plugin": {"locale": locale}}))
        os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join([folder, *([before] if before else [])])
        try:
            yield
        finally:
            del os.environ["JUPYTER_CONFIG_PATH"]
            if before is not None:
                os.environ["JUPYTER_CONFIG_PATH"] = before


def settings(folder):
    """Return the arguments of JupyterLab for a learner's folder, as a list of str.

    It shows this folder and no other; in a checkout the whole of it, with the solved lessons.
    """
    root = COURSE if folder.is_relative_to(COURSE) else folder
    page = folder / START_PAGE
    address = quote((page if page.exists() else folder).relative_to(root).as_posix())
    return [
        f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{address.removesuffix('.')}",
        "--ServerApp.contents_manager_class=dnn_course.learner.lab.Contents",
        "--ContentsManager.pre_save_hook=dnn_course.learner.saving.save_no_widgets",
        "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",  # no popups
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]


class Contents(AsyncLargeFileManager):
    """The files that JupyterLab shows. For `ServerApp.contents_manager_class`."""

    def is_lesson(self, path):
        """Say whether a path, as JupyterLab gives it, is the folder of the solved lessons or in it."""
        return Path(self._get_os_path(path.strip("/"))).resolve().is_relative_to(LESSONS)

    def is_writable(self, path):
        """Say whether a file can be written; JupyterLab offers to save only what can."""
        return not self.is_lesson(path) and super().is_writable(path)

    def refuse_a_lesson(self, path):
        if self.is_lesson(path):
            raise HTTPError(403, f"{path} is a lesson of the course, which stays as it is: save a copy, or work in "
                                 "your own folder")

    async def save(self, model, path=""):
        """Write a file."""
        self.refuse_a_lesson(path)
        return await super().save(model, path)

    async def delete_file(self, path):
        """Delete a file."""
        self.refuse_a_lesson(path)
        return await super().delete_file(path)

    async def rename_file(self, old_path, new_path):
        """Rename a file."""
        self.refuse_a_lesson(old_path)
        self.refuse_a_lesson(new_path)
        return await super().rename_file(old_path, new_path)
