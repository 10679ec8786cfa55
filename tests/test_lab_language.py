"""JupyterLab in the language of the folder: a default of one session, which leaves nothing behind."""
import os
from pathlib import Path

import pytest

from dnn_course.learner.lab import jupyterlab_in

PLUGIN = "@jupyterlab/translation-extension:plugin"


def locale(folder):
    """Return the default language that JupyterLab would read now."""
    from jupyterlab_server.settings_utils import _get_overrides
    return _get_overrides(str(folder))[0].get(PLUGIN, {}).get("locale")


@pytest.mark.parametrize("before", [None, "elsewhere"])
def test_a_chinese_session_leaves_nothing_behind(before, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    if before:
        monkeypatch.setenv("JUPYTER_CONFIG_PATH", before)
    with pytest.raises(KeyboardInterrupt), jupyterlab_in("zh_CN"):
        folder, *others = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
        assert locale(tmp_path) == "zh_CN" and others == ([before] if before else [])
        raise KeyboardInterrupt
    assert os.environ.get("JUPYTER_CONFIG_PATH") == before and locale(tmp_path) is None
    assert not Path(folder).exists() and not (tmp_path / "own").exists()


@pytest.mark.parametrize("language", ["en", "xx"])
def test_without_a_pack_jupyterlab_is_as_it_was(language, monkeypatch):
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    with jupyterlab_in(language):
        assert "JUPYTER_CONFIG_PATH" not in os.environ
