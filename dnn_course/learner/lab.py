"""JupyterLab for `make lab`: the solved lessons can be read and run, and are never written.

JupyterLab saves a notebook by itself some time after it was opened, which would change a file of the course.
"""
from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from dnn_course.home import COURSE

__all__ = ["Contents"]

LESSONS = COURSE / "notebooks"


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
