"""Trainings to watch, and sliders: what happens in a learner's folder, and what elsewhere."""
import html
import re
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from dnn_utils import L_layer_model, L_model_forward, change_picture, initialize_parameters_deep, live, watch
from dnn_utils.checkpoint import load_training, settings_of
from dnn_utils.plots import plot_costs
from dnn_utils.watch import watch_training

X = np.random.RandomState(0).randn(4, 12)
Y = (X[:1] > 0).astype(int)
DIMS = [4, 3, 1]
looks_like = pytest.mark.mpl_image_compare(baseline_dir="baseline", style="default", tolerance=0.5,
                                           savefig_kwargs={"dpi": 50})


def long_call(num_iterations, **settings):
    return L_layer_model(X, Y, DIMS, 0.1, num_iterations, **settings)


def watched(num_iterations=350, model=L_layer_model, **settings):
    return watch_training("a", model, X, Y, DIMS, 0.1, num_iterations, **settings)


def assert_same(result, expected):
    assert result[1] == expected[1] and list(result[0]) == list(expected[0])
    for name in expected[0]:
        np.testing.assert_array_equal(result[0][name], expected[0][name])


class Shown:
    """What was displayed; every display is the handle of all of them."""

    def __init__(self):
        self.first, self.updates = [], []

    def display(self, figure, **options):
        self.first.append(figure)
        return self

    def update(self, figure):
        self.updates.append(figure)


@pytest.fixture(autouse=True)
def shown(monkeypatch):
    shown = Shown()
    monkeypatch.setattr(live, "display", shown.display)
    monkeypatch.setattr(watch, "display", shown.display)
    return shown


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's folder, where the curve is drawn anew for every cost."""
    (tmp_path / ".dnn-course").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    monkeypatch.setattr(watch, "REDRAWN", 0)
    return tmp_path / ".dnn-course"


class Interrupted:
    """A model that is interrupted in one of its calls."""

    def __init__(self, call):
        self.calls, self.interrupted = 0, call

    def __call__(self, X, Y, layers_dims, learning_rate, num_iterations, parameters, seed):
        self.calls += 1
        if self.calls == self.interrupted:
            raise KeyboardInterrupt
        return L_layer_model(X, Y, layers_dims, learning_rate, num_iterations, parameters=parameters, seed=seed)


@pytest.fixture
def as_source(monkeypatch):
    """An Interrupted counts as the function that it calls."""
    monkeypatch.setattr(watch, "settings_of", lambda model, *rest: settings_of(L_layer_model, *rest))


@pytest.mark.parametrize("num_iterations", [1, 99, 100, 101, 350])
def test_it_gives_what_one_long_call_gives(num_iterations, shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert_same(watched(num_iterations, seed=3), long_call(num_iterations, seed=3))
    assert [figure.alt for figure in shown.first] == [plot_costs(long_call(num_iterations, seed=3)[1], 0.1).alt]
    assert shown.updates == [] and list(tmp_path.iterdir()) == []


def test_in_a_learners_folder_the_curve_grows_in_its_place(folder, shown):
    parameters, costs = watched()
    figures = shown.first + shown.updates
    assert len(shown.first) == 1
    assert [list(figure.axes[0].lines[0].get_ydata()) for figure in figures] == [costs[:n] for n in (1, 2, 3, 4, 4)]
    assert all(figure.axes[0].get_xlim()[1] == 350 for figure in figures[:3]), "with room for what is to come"
    assert figures[-1].axes[0].get_xlim()[1] < 350 and figures[-1].alt == plot_costs(costs, 0.1).alt
    assert_same((parameters, costs), long_call(350))


def test_without_progress_bars_the_curve_is_drawn_once(folder, shown, monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    watched()
    assert (len(shown.first), len(shown.updates)) == (1, 0)


def test_a_training_that_ended_is_loaded(folder, shown, capsys):
    trained = watched()
    capsys.readouterr()
    assert_same(watched(model=L_layer_model), trained)
    assert capsys.readouterr().out == ("Found this training, with 350 of 350 iterations: it is loaded. To train anew, "
                                       "add again=True.\n")
    assert shown.first[-1].alt == plot_costs(trained[1], 0.1).alt


def test_loading_calls_no_model(folder, as_source):
    watched()
    model = Interrupted(call=1)
    watched(model=model)
    assert model.calls == 0
    with pytest.raises(KeyboardInterrupt):
        watched(model=model, again=True)


def test_an_interrupted_training_gives_what_it_has_and_goes_on(folder, as_source, capsys):
    assert_same(watched(model=Interrupted(call=3)), long_call(200))
    assert capsys.readouterr().out == ("Stopped after 200 of 350 iterations; the parameters and costs so far are "
                                       "yours. Run this cell again, and it goes on from there.\n")
    rest = Interrupted(call=3)
    assert_same(watched(model=rest), long_call(350))
    assert rest.calls == 2
    assert capsys.readouterr().out.startswith("Found this training, with 200 of 350 iterations: it goes on from there.")


def test_an_interrupt_while_the_curve_is_drawn_loses_nothing(folder, shown, monkeypatch):
    def interrupted(figure):
        monkeypatch.undo()
        raise KeyboardInterrupt
    monkeypatch.setattr(shown, "update", interrupted)  # the second picture
    assert_same(watched(), long_call(200))


def test_outside_of_a_learners_folder_an_interrupt_keeps_the_rest_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert_same(watched(model=Interrupted(call=2)), long_call(100))
    assert capsys.readouterr().out == ("Stopped after 100 of 350 iterations; the parameters and costs so far are "
                                       "yours.\n")
    with pytest.raises(KeyboardInterrupt):
        watched(model=Interrupted(call=1))


def test_a_longer_training_goes_on_where_a_shorter_ended(folder, capsys):
    watched(200)
    assert_same(watched(350), long_call(350))
    assert "200 of 350" in capsys.readouterr().out
    assert_same(watched(400), long_call(400))  # 350 is between two costs: anew
    assert_same(watched(300), long_call(300))  # and so is a shorter one
    assert capsys.readouterr().out == ""


def test_a_changed_function_trains_anew(folder, capsys):
    def changed(*arguments, **more):
        parameters, costs = L_layer_model(*arguments, **more)
        return parameters, [cost + 1 for cost in costs]
    watched()
    assert watched(model=changed)[1] == [cost + 1 for cost in long_call(350)[1]]
    assert capsys.readouterr().out == ""


def test_a_killed_kernel_leaves_what_was_trained(folder, as_source, monkeypatch):
    class Killed(BaseException):
        pass

    def model(*arguments, parameters, seed):
        if parameters is not None and model.calls == 2:
            raise Killed
        model.calls += 1
        return L_layer_model(*arguments, parameters=parameters, seed=seed)
    model.calls = 0
    with pytest.raises(Killed):
        watched(model=model)
    kept = load_training("a", settings_of(L_layer_model, X, Y, DIMS, 0.1, 1))
    assert_same(kept[:2], long_call(200))


def test_a_full_disk_loses_no_training(folder, monkeypatch, capsys):
    def full(*_):
        raise OSError("No space left on device")
    monkeypatch.setattr(watch, "save_training", full)
    assert_same(watched(), long_call(350))
    assert capsys.readouterr().out == ("The training could not be kept for after a restart: No space left on "
                                       "device\n")


@pytest.mark.parametrize("call, words", [
    (lambda: watched(0), "num_iterations must be a whole number"),
    (lambda: watch_training("a", L_layer_model, X, Y, [4, 1, 3]), "layers_dims must end with 1"),
    (lambda: watch_training("../a", L_layer_model, X, Y, DIMS), "name must be letters"),
    (lambda: watch_training(1, L_layer_model, X, Y, DIMS), "name must be letters"),
    (lambda: change_picture(PICTURE[:5]), "x must have shape"),
    (lambda: change_picture(np.hstack([PICTURE, PICTURE])), "x must hold one picture"),
    (lambda: change_picture(PICTURE + 1), "x must hold pixels from 0 to 1"),
    (lambda: change_picture(PICTURE, degrees=np.nan), "degrees must be a finite number"),
    (lambda: change_picture(PICTURE, brightness=-1), "brightness must be at least 0"),
    (lambda: change_picture(PICTURE, crop=0), "crop"),
    (lambda: live.explore_picture(PICTURE, initialize_parameters_deep([4, 1])), "parameters"),
])
def test_wrong_arguments_are_named(call, words, folder):
    with pytest.raises(ValueError, match=words):
        call()


# Pictures and sliders

ROWS, COLUMNS = np.mgrid[:64, :64]
PIXELS = np.stack([ROWS * 3, COLUMNS * 3, (ROWS < 8) * 255], axis=2).astype(np.uint8)  # blue at the top
PICTURE = PIXELS.reshape(-1, 1) / 255
NETWORK = {"W1": (1 - 2 * (np.arange(12288)[np.newaxis] % 3 == 2)) / 614.4, "b1": np.array([[-4.0]])}  # blue: no cat


def pixels(x):
    return np.round(255 * x.reshape(64, 64, 3)).astype(int)


def test_a_picture_that_is_not_changed_is_the_same():
    np.testing.assert_array_equal(change_picture(PICTURE), PICTURE)


def test_a_picture_is_turned_about_its_middle():
    turned = pixels(change_picture(PICTURE, degrees=90))
    np.testing.assert_array_equal(turned, np.rot90(PIXELS, 1))
    slanted = pixels(change_picture(np.full((12288, 1), 0.6), degrees=33))
    assert (slanted == 153).all(), "no black corners"


def test_brightness_multiplies_and_cuts_off():
    np.testing.assert_allclose(pixels(change_picture(PICTURE, brightness=0.5)), PIXELS // 2, atol=1)
    np.testing.assert_allclose(pixels(change_picture(PICTURE, brightness=2)), np.minimum(2 * PIXELS.astype(int), 255))


def test_a_crop_shows_the_middle_larger():
    cropped = pixels(change_picture(PICTURE, crop=0.5))
    assert (cropped[:, :, 2] == 0).all(), "the blue top is cut off"
    assert abs(cropped[0, 0, 0] - 3 * 16) <= 2 and abs(cropped[63, 0, 0] - 3 * 47) <= 2


def test_the_figure_draws_the_probabilities_of_the_changed_pictures():
    figure = live.plot_changes(PICTURE, NETWORK)
    for ax, (argument, values, _) in zip(figure.axes[:3], live.RANGES.values()):
        expected = [L_model_forward(change_picture(PICTURE, **{argument: value}), NETWORK)[0][0, 0] for value in values]
        np.testing.assert_array_equal(ax.lines[0].get_xdata(), values)
        np.testing.assert_allclose(ax.lines[0].get_ydata(), expected)
        as_it_is = ax.lines[1].get_xydata()[0]
        assert as_it_is[1] == L_model_forward(PICTURE, NETWORK)[0][0, 0]
        assert as_it_is[1] in ax.lines[0].get_ydata()[ax.lines[0].get_xdata() == as_it_is[0]]
    thumbnails = [np.asarray(ax.images[0].get_array()) for ax in figure.axes[3:]]
    np.testing.assert_array_equal(thumbnails[0], np.rot90(PIXELS, -1))
    np.testing.assert_array_equal(thumbnails[1], PIXELS)
    numbers = re.findall(r"from (-?[\d.]+) to ([\d.]+)", figure.alt)
    assert numbers[::2] == [("-90", "90"), ("0.4", "1.6"), ("0.4", "1")]


@looks_like
def test_look_of_changes():
    return live.plot_changes(PICTURE, NETWORK)


def test_the_sliders_move_the_picture_and_its_probability():
    *rows, shown = live.sliders(PICTURE, NETWORK).children
    (_, rotation), (brightness, _), (crop, _) = (row.children for row in rows)  # a slider and two boxes
    for degrees, factor, share in [(0, 1, 1), (45, 1, 1), (45, 0.4, 1), (-90, 1.6, 0.5)]:
        rotation.value, brightness.value, crop.value = degrees, factor, share
        changed = change_picture(PICTURE, degrees, factor, share)
        probability = L_model_forward(changed, NETWORK)[0][0, 0]
        words = f"probability of a cat: {probability:.2f}, the network says {'cat' if probability > 0.5 else 'non-cat'}"
        assert f'<div role="status">{words}</div>' in shown.value
        assert f'alt="The picture, with degrees {degrees:g}, brightness {factor:g}, crop {share:g}."' in shown.value
    assert [row.children[0].description for row in rows] == list(live.RANGES)
    assert all(box.value == slider.value for box, slider in (row.children for row in rows))


def test_elsewhere_there_is_the_figure_alone(shown, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    live.explore_picture(PICTURE, NETWORK)
    assert [figure.alt for figure in shown.first] == [live.plot_changes(PICTURE, NETWORK).alt]


def test_in_a_learners_folder_the_sliders_follow(folder, shown):
    live.explore_picture(PICTURE, NETWORK)
    figure, data = shown.first
    assert figure.alt == live.plot_changes(PICTURE, NETWORK).alt
    assert set(data) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert data["text/plain"] == live.NO_SLIDERS


# In a real kernel

CELL = """
import numpy as np
from dnn_utils import L_layer_model, watch
from dnn_utils.live import explore_picture, watch_training
watch.REDRAWN = 0
X = np.random.RandomState(0).randn(4, 12)
parameters, costs = watch_training("a", L_layer_model, X, (X[:1] > 0).astype(int), [4, 3, 1], 0.1, 350)
"""
SLIDERS = 'explore_picture(np.full((12288, 1), 0.5), {"W1": np.zeros((1, 12288)), "b1": np.zeros((1, 1))})'


def executed(folder):
    cells = [nbformat.v4.new_code_cell(source) for source in (CELL, SLIDERS)]
    return NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3", timeout=120,
                          resources={"metadata": {"path": str(folder)}}).execute()


@pytest.mark.parametrize("learner", [True, False])
def test_a_notebook_stores_one_picture_at_its_end(learner, tmp_path, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    if learner:
        (tmp_path / ".dnn-course").mkdir()
    training, exploring = executed(tmp_path).cells
    [output] = training.outputs
    assert output.output_type == "display_data"
    assert output.data["text/plain"] == plot_costs(long_call(350)[1], 0.1).alt
    assert ("text/html" in output.data) == learner
    assert len(exploring.outputs) == (2 if learner else 1)
    assert (tmp_path / ".dnn-course" / "a.h5").exists() == learner


def test_nbval_agrees_with_what_is_stored(tmp_path):
    """nbval drops updates of a display: outside of a learner's folder there must be none."""
    notebook = executed(tmp_path)
    nbformat.write(notebook, tmp_path / "lesson.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider", "-o",
               "addopts=", "lesson.ipynb"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 0
    text = (tmp_path / "lesson.ipynb").read_text()
    (tmp_path / "lesson.ipynb").write_text(text.replace("at iteration 300", "at iteration 301"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1


def test_an_export_from_a_learners_folder_says_the_alt_text(tmp_path):
    """In the lab template, which takes no alt text of a PNG."""
    (tmp_path / ".dnn-course").mkdir()
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(executed(tmp_path))
    said = [html.unescape(alt) for alt in re.findall(r'<img[^>]*?\balt="([^"]*)"', page)]
    assert said[0] == plot_costs(long_call(350)[1], 0.1).alt and said[1].startswith("Three line charts")
