"""What tests share, but not lessons: one BLAS thread. What those in a browser share: Chromium, a page, screenshots."""
import os
import shutil
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(scope="module", autouse=True)
def one_blas_thread():
    """Two workers with two threads each would wait for one another. Undone after each file, for the lessons."""
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(1, user_api="blas"):
        if "OPENBLAS_NUM_THREADS" not in os.environ:
            patch.setenv("OPENBLAS_NUM_THREADS", "1")  # of kernels and processes that the tests start
        yield


GRADING = ("test_grading_", "test_honest", "test_hostile", "test_follow_on", "test_one_reader", "test_contributing",
           "test_shortcuts", "test_term")


class OnLinuxOnly(pytest.Module):
    """A file of tests that is not even imported here."""

    def collect(self):
        pytest.skip(f"grading runs on Linux only, whose kernel its jail is made of; this is {sys.platform}",
                    allow_module_level=True)


def pytest_pycollect_makemodule(module_path, parent):
    if sys.platform != "linux" and module_path.name.startswith(GRADING):
        return OnLinuxOnly.from_parent(parent, path=module_path)
    return None  # pytest's own


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright
    path = shutil.which("chromium")
    assert path, "chromium is not installed: run make test-browser, which installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.set_default_timeout(60_000)
    yield page
    page.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory):
    folder = Path(os.environ.get("DNN_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
