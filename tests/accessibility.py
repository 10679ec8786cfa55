"""axe-core in a page, as axe-playwright-python brings it."""
from axe_playwright_python.sync_playwright import Axe


def violations(page, selector=None):
    """Return what axe-core finds in the page, or in the part that a CSS selector names, as lines to be read.

    What it leaves open is found, too, but for contrasts: it leaves those of signs standing alone, such as a minus in
    a formula, and of words in code that go on in the next line.
    """
    page.add_style_tag(content="body { min-height: 100vh }")  # JupyterLab's has no height: all is hidden to axe-core
    if selector:
        page.locator(selector).first.scroll_into_view_if_needed()  # as is what is not in sight
    found = Axe().run(page, context=selector, options={"resultTypes": ["violations", "incomplete"]}).response
    assert "color-contrast" in {rule["id"] for rule in found["passes"] + found["violations"]}, "it has seen no text"
    left_open = [rule for rule in found["incomplete"] if rule["id"] != "color-contrast"]
    return [f"{rule['id']}: {rule['help']}: {node['html'][:200]}"
            for rule in found["violations"] + left_open for node in rule["nodes"]]
