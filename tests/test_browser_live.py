"""A curve that grows, an interrupt, and sliders, in JupyterLab in headless Chromium: make test-browser."""
import nbformat
import pytest
from accessibility import violations
from test_browser import IDLE, root, run_all, server, settings  # noqa: F401 (fixtures)

from dnn_utils.live import NO_SLIDERS

pytestmark = pytest.mark.browser

TRAINING = "from dnn_utils import *\nx = prepare_picture(picture_path('my_image.jpg'))\ndata = load_dataset()\n" \
           "parameters, costs = watch_training('L_layer', L_layer_model, data.train_x, data.train_y,\n" \
           "                                   [12288, 20, 7, 5, 1], num_iterations=100_000)"
RESULT = '[role="status"]:has-text("probability of a cat")'

NAMELESS = 'class="noUi-handle'  # the sliders of ipywidgets 8.1: the labelled boxes beside them do the same


def choose(page, menu, item):
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def test_a_learner_stops_a_training_and_moves_the_sliders(page, server, root, screenshots):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in (TRAINING, "explore_picture(x, parameters)")],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    nbformat.write(notebook, root / "my_course" / "live.ipynb")
    (root / "my_course" / ".dnn-course").mkdir(exist_ok=True)
    page.goto(f"{server}/lab/tree/my_course/live.ipynb?token=course&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector(IDLE)
    run_all(page)

    curve = '.jp-OutputArea img[alt^="Line chart"]'
    before = page.wait_for_selector(curve).get_attribute("alt")  # the curve is there ...
    page.wait_for_selector(f'{curve}:not([alt="{before}"])')  # ... and grows
    assert page.locator(".jp-OutputArea img").count() == 1
    page.screenshot(path=screenshots / "live_growing.png")
    choose(page, "Kernel", "Interrupt Kernel")

    page.wait_for_selector(RESULT)
    assert "Stopped after" in page.locator(".jp-OutputArea-output pre").first.inner_text()
    pictures = page.locator(".jp-OutputArea img").evaluate_all("pictures => pictures.map(picture => picture.alt)")
    assert [alt.split(" ")[0] for alt in pictures] == ["Line", "Three", "The"]
    before = page.locator(RESULT).inner_text()
    page.locator(".noUi-handle").first.focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector('img[alt="The picture, with degrees 45, brightness 1, crop 1."]')
    assert page.locator(RESULT).inner_text() != before
    page.get_by_label("crop").fill("0.5")
    page.get_by_label("crop").press("Enter")
    page.wait_for_selector('img[alt="The picture, with degrees 45, brightness 1, crop 0.5."]')
    page.screenshot(path=screenshots / "live_sliders.png")
    found = violations(page, ".jp-OutputArea-child")
    assert [line for line in found if NAMELESS not in line] == [] and len(found) == 3

    choose(page, "File", "Save Notebook Ctrl+S")  # the keys of a box of numbers are the box's own
    page.wait_for_selector(".jp-mod-current:not(.jp-mod-dirty)")
    choose(page, "Kernel", "Shut Down Kernel")
    page.goto(f"{server}/lab/tree/my_course/live.ipynb?token=course&reset")
    page.wait_for_selector(f'.jp-OutputArea pre:has-text("{NO_SLIDERS}")')
    pictures = page.locator(".jp-OutputArea img").evaluate_all("pictures => pictures.map(picture => picture.alt)")
    assert [alt.split(" ")[0] for alt in pictures] == ["Line", "Three"]
    assert "Error displaying widget" not in page.locator(".jp-Notebook").inner_text()
