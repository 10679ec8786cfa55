"""make site: every lesson as a page with a side bar and a search, and no link that leads nowhere."""
import json
import re

import nbformat
import pytest
from accessibility import violations
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dnn_course.home import solved_notebooks
from dnn_course.learner import site as module
from dnn_course.learner.links import END, WORDS, dead_links
from dnn_course.learner.site import main, site
from dnn_utils.language import SOURCE, languages

STEMS = [path.stem for path in solved_notebooks()]
PAGES = ["index.html", *(f"{stem}.html" for stem in STEMS)]
OTHERS = [language for language in languages() if language != SOURCE]


@pytest.fixture(scope="module")
def files():
    """The course's own site, {path: text}, made once."""
    return site()


@pytest.fixture(scope="module")
def bare(files):
    """The site without its pictures and the lessons' style, which hold no links and take most of the time to read."""
    pattern = re.compile(r'<style.*?</style>|(?<=src="data:)[^"]*', re.DOTALL)
    return {name: pattern.sub("", text) for name, text in files.items()}


@pytest.fixture(scope="module")
def parsed(bare):
    return {name: BeautifulSoup(text, "html.parser") for name, text in bare.items() if name.endswith(".html")}


def words_of(files, name="search-words.js"):
    return json.loads(files[name].removeprefix(WORDS).removesuffix(END))


# The course's site

def test_the_site_has_every_notebook_a_first_page_and_four_files_more(files):
    assert sorted(files) == sorted(["site.css", "site.js", *PAGES, "search-words.js", *(
        f"{language}/{name}" for language in OTHERS for name in [*PAGES, "search-words.js"])])
    assert STEMS[:3] == ["00_start", "00_cats", "01_initialization"] and len(STEMS) > 14


def test_a_page_has_the_title_of_its_notebook_and_every_page_lists_all_in_the_courses_order(parsed):
    for folder in ("", *(f"{language}/" for language in OTHERS)):
        titles = []
        for path in solved_notebooks():
            first = nbformat.read(path.parent / folder / path.name, as_version=4).cells[0].source.split("\n")[0]
            page = parsed[f"{folder}{path.stem}.html"]
            assert page.h1.text == page.title.text == first.removeprefix("# ")
            titles.append((f"{path.stem}.html", page.h1.text))
        for name in PAGES:
            listed = parsed[f"{folder}{name}"].select(".site-lessons nav > ul > li > a")
            assert [(a["href"], a.text) for a in listed] == titles
            assert [a["href"] for a in parsed[f"{folder}{name}"].select(".site-side [aria-current]")] == [name]


def test_the_side_bar_lists_the_sections_of_the_page(parsed):
    page = parsed["04_backward.html"]
    assert [a.text for a in page.select(".site-lessons li li a")] == [h.text for h in page.main.select("h2")]
    assert not parsed["index.html"].select(".site-lessons li li")


def test_each_page_leads_to_the_one_before_and_the_one_after(parsed):
    turns = [(page.select("a[rel=prev]"), page.select("a[rel=next]")) for page in map(parsed.get, PAGES)]
    assert [[a["href"] for a in before] for before, _ in turns] == [[], *([name] for name in PAGES[:-1])]
    assert [[a["href"] for a in after] for _, after in turns] == [*([name] for name in PAGES[1:]), []]


def test_the_first_page_says_of_each_lesson_what_it_is_about_and_how_long_it_takes(parsed):
    rows = parsed["index.html"].select(".site-list li")
    assert [row.a["href"] for row in rows] == PAGES[1:]
    assert all(len(row.p.text.split()) > 8 for row in rows)
    (cost,) = [row for row in rows if row.a["href"] == "03_cost.html"]
    assert cost.select_one(".site-time").text == "About 20 minutes." and cost.p.text.startswith("Write the function")


@pytest.mark.parametrize("language", OTHERS)
def test_what_stands_around_the_lessons_is_in_their_language(language, parsed):
    english, other = ([tag.get_text(" ", strip=True) for tag in page.select(".site-side label, .site-skip, h2, .site-time")]
                      for page in (parsed["index.html"], parsed[f"{language}/index.html"]))
    assert len(english) == len(other) > 10 and not set(english) & set(other)


def test_no_link_leads_nowhere_and_none_to_a_notebook(files, parsed):
    assert dead_links(files) == []
    links = [a["href"] for page in parsed.values() for a in page.select("a")]
    assert len(links) > 500 and not [link for link in links if ".ipynb" in link]
    assert {a["href"] for page in parsed.values() for a in page.select("a[href^='../']")} == \
        ({f"../{name}" for name in PAGES} if OTHERS else set())  # the same page in English
    assert parsed["04_backward.html"].main.find("a", href="glossary.html#dead-unit")
    assert parsed["00_start.html"].main.select_one(".jp-OutputArea a[href='02_forward.html']")


def test_a_page_asks_for_the_files_of_the_site_only(parsed):
    for name, page in parsed.items():
        folder, up = name.rpartition("/")[0], "../" * name.count("/")
        assert [link["href"] for link in page.find_all("link")] == [f"{up}site.css"]
        assert [script["src"] for script in page.find_all("script")] == [f"{up}site.js"]
        assert {image["src"].split(":")[0] for image in page.find_all("img")} <= {"data"}
        assert page.html["lang"] == (folder or SOURCE).replace("_", "-") and page.noscript and page.find("a", class_="site-skip")["href"] == "#text"


def test_ids_are_there_once(parsed):
    for page in parsed.values():
        ids = [tag["id"] for tag in page.find_all(id=True) if not tag.find_parent("svg")]
        assert len(ids) == len(set(ids))


def test_the_search_knows_every_section_with_its_prose_code_and_folded_parts(files, parsed):
    rows = words_of(files)
    assert [(row["page"], row["heading"]) for row in rows] == \
        [(name, " ".join(h.text.split())) for name in PAGES[1:] for h in parsed[name].main.select("h1, h2, h3, h4")]
    text = {(row["page"], row["id"]): row["text"] for row in rows}
    assert "with a pencil" in text["04_backward.html", "Lesson-4:-Go-back-through-the-network"]
    assert "np.dot" in " ".join(text.values()) or "W.T @ dZ" in " ".join(text.values())
    assert "logistic regression" in text["02_forward.html", "Questions-to-try"]  # within an answer that folds out
    assert not re.search(r"In \[\d+\]:|jp-|base64", " ".join(text.values()))
    assert len(files["search-words.js"]) < 600_000


# The guard

@pytest.mark.parametrize("page, old, new, link", [
    ("02_forward.html", 'href="03_cost.html"', 'href="03_costs.html"', "03_costs.html"),
    ("02_forward.html", 'href="03_cost.html"', 'href="03_Cost.html"', "03_Cost.html"),
    ("02_forward.html", 'href="03_cost.html"', 'href="/03_cost.html"', "/03_cost.html"),
    ("02_forward.html", 'href="03_cost.html"', 'href="03_cost.html/"', "03_cost.html/"),
    ("02_forward.html", 'href="03_cost.html"', 'href="."', "."),
    ("02_forward.html", 'href="03_cost.html"', 'href="../notebooks/03_cost.ipynb"', "../notebooks/03_cost.ipynb"),
    ("02_forward.html", 'href="03_cost.html"', 'href="//example.org/a"', "//example.org/a"),
    ("02_forward.html", 'href="03_cost.html"', 'href="file:///03_cost.html"', "file:///03_cost.html"),
    ("02_forward.html", 'href="03_cost.html"', 'href="https:03_cost.html"', "https:03_cost.html"),
    ("02_forward.html", 'href="03_cost.html"', 'href="http://["', "http://["),
    ("02_forward.html", "glossary.html#cache", "glossary.html#caches", "glossary.html#caches"),
    ("02_forward.html", "glossary.html#cache", "#cache", "#cache"),
    ("glossary.html", 'id="cache"', 'id="Cache"', "glossary.html#cache"),
    ("02_forward.html", "</main>", '<img alt="x" src="../images/x.svg"></main>', "../images/x.svg"),
    ("index.html", 'src="site.js"', 'src="sites.js"', "sites.js"),
    ("search-words.js", '"id":"Predict"', '"id":"Predicted"', "00_cats.html#Predicted"),
])
def test_a_link_that_leads_nowhere_is_named(page, old, new, link, bare):
    assert old in bare[page]
    problems = dead_links({**bare, page: bare[page].replace(old, new, 1)})
    assert any(repr(link) in problem for problem in problems)


def test_a_page_that_is_missing_is_named_by_all_that_lead_there(bare):
    problems = dead_links({name: text for name, text in bare.items() if name != "glossary.html"})
    others = {f"{language}/glossary.html" for language in OTHERS}
    assert {problem.split(" ")[0] for problem in problems} == {*PAGES, "search-words.js", *others} - {"glossary.html"}


def test_other_ways_to_write_a_link_that_leads_somewhere():
    links = ("", "#", "./b.html", "b%2Ehtml?a=b#a%20part", "x/../a.html", "#here", "mailto:a@example.org",
             "https://example.org/none", "data:,")
    page = "".join(f'<a href="{link}">a</a>' for link in links) + '<h2 id="here">Here</h2>'
    assert dead_links({"a.html": page, "b.html": '<h2 id="a part">A part</h2>'}) == []


# Small courses

@pytest.fixture
def course(tmp_path, monkeypatch):
    """A function that makes a course of {name: cells}, Markdown as text, and lets the site be made of it."""
    def make(notebooks):
        for name, cells in notebooks.items():
            path = tmp_path / "course" / "notebooks" / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            cells = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
            nbformat.write(new_notebook(cells=cells), path)
        folder = tmp_path / "course"
        for name in ("README.md", "dnn_utils/cost.py", "images/dot.svg"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        paths = sorted((folder / "notebooks").glob("*.ipynb"))
        monkeypatch.setattr(module, "solved_notebooks", lambda: paths)
        return tmp_path / "site"
    return make


def output(text):
    return new_code_cell("show()", outputs=[new_output("display_data", {"text/html": text})])


LINKS = {  # in the notebook 01_a: on its page, where None is plain text
    "02_b.ipynb": "02_b.html", "./02_b.ipynb#A-part": "02_b.html#A-part", "../notebooks/02_b.ipynb": "02_b.html",
    "#Begin": "#Begin", "01_a.ipynb#Begin": "01_a.html#Begin", ".": "index.html", "../notebooks/": "index.html",
    "https://example.org/x.ipynb": "https://example.org/x.ipynb", "mailto:a@example.org": "mailto:a@example.org",
    "../README.md": None, "../dnn_utils/cost.py": None, "../dnn_utils/": None, "..": None, "../images/dot.svg": None,
}


def test_where_each_kind_of_link_leads(course):
    html = " ".join(f'<a href="{link}">words</a>' for link in LINKS)
    markdown = " ".join(f"[words]({link})" for link in LINKS)
    course({"01_a": [f"# A\n\n{markdown} ![A dot.](../images/dot.svg)\n\n{html}\n\n## Begin", output(html)],
            "02_b": ["# B\n\n## A part"]})
    text = BeautifulSoup(site()["01_a.html"], "html.parser").main
    assert [a["href"] for a in text.select(".jp-Cell a")] == [link for link in LINKS.values() if link] * 3
    assert text.text.count("words") == 3 * len(LINKS) and text.img["src"].startswith("data:image/svg+xml;base64,")


def test_a_site_with_links_that_lead_nowhere_is_not_written_and_each_is_named(course, capsys):
    dead = ["02_none.ipynb", "02_b.ipynb#No-part", "#No-part", "../none/", "../none.py", "../../elsewhere/none.html"]
    named = ["02_none.ipynb", "02_b.html#No-part", *dead[2:]]
    html = " ".join(f'<a href="{link}">words</a>' for link in dead)
    markdown = " ".join(f"[words]({link})" for link in dead)
    pictures = '![A picture.](../images/none.svg)\n\n<img alt="A picture." src="none.png">'
    folder = course({"01_a": [f"# A\n\n{markdown}\n\n{html}\n\n{pictures}", output(html)],
                     "02_b": ["# B\n\n## A part"]})
    assert main([str(folder)]) == 1 and not folder.exists()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "site: the site is not written, because of its links:"
    assert said[1:] == [f"  01_a.html has a link that leads nowhere: {link!r}"
                        for link in [*named * 2, "../images/none.svg", "none.png", *named]]


def test_a_second_language_is_a_second_set_of_pages(course):
    course({"01_a": ["# One"], "02_b": ["# Two"],
            "zh_CN/01_a": ["# 一\n\n前向传播 [two](02_b.ipynb) [one](../01_a.ipynb)"], "zh_CN/02_b": ["# 二"],
            ".ipynb_checkpoints/01_a": ["# No"], "zh_CN/.ipynb_checkpoints/01_a": ["# No"]})
    files = site()
    assert [name for name in files if "/" in name] == \
        ["zh_CN/search-words.js", "zh_CN/index.html", "zh_CN/01_a.html", "zh_CN/02_b.html"]
    page = BeautifulSoup(files["zh_CN/01_a.html"], "html.parser")
    assert (page.html["lang"], page.link["href"], page.script["src"]) == ("zh-CN", "../site.css", "../site.js")
    assert [a["href"] for a in page.select(".jp-Cell a")] == ["02_b.html", "../01_a.html"]
    assert [a["href"] for a in page.select(".site-lessons nav > ul > li > a")] == ["01_a.html", "02_b.html"]
    links = page.select(".site-languages a")
    assert [(a["href"], a["lang"], a.text) for a in links] == [("../01_a.html", "en", "English")]
    english = BeautifulSoup(files["01_a.html"], "html.parser").select(".site-languages a")
    assert [(a["href"], a["hreflang"], a.text) for a in english] == [("zh_CN/01_a.html", "zh-CN", "简体中文")]
    assert "前向传播" in files["zh_CN/search-words.js"] and "前向传播" not in files["search-words.js"]


def test_a_page_that_a_language_lacks_leads_to_its_first_page(course):
    course({"01_a": ["# One"], "02_b": ["# Two"], "zh_CN/01_a": ["# 一\n\n[two](../02_b.ipynb)"]})
    (link,) = BeautifulSoup(site()["02_b.html"], "html.parser").select(".site-languages a")
    assert link["href"] == "zh_CN/index.html"


def test_titles_and_words_are_text_and_no_html(course):
    course({"01_a": ["# `a < b` & \"c\"\n\n## `<script>alert(1)</script>`\n\ntext"]})
    files = site()
    page = BeautifulSoup(files["01_a.html"], "html.parser")
    assert page.select_one(".site-lessons a").text == 'a < b & "c"'
    assert page.select_one(".site-lessons li li a").text == "<script>alert(1)</script>"
    assert len(page.find_all("script")) == 1 and words_of(files)[1]["heading"] == "<script>alert(1)</script>"


def test_the_command_writes_the_site_and_leaves_other_files(course, capsys):
    folder = course({"01_a": ["# One"]})
    folder.mkdir()
    for name in ("CNAME", "old.html"):
        (folder / name).write_text("mine")
    assert main([str(folder)]) == 0
    said = capsys.readouterr().out
    assert "Wrote 2 pages" in said and "left as they are: " in said and "old.html" in said
    assert {path.name for path in folder.iterdir()} == {
        "CNAME", "old.html", "01_a.html", "index.html", "search-words.js", "site.css", "site.js"}
    assert (folder / "CNAME").read_text() == (folder / "old.html").read_text() == "mine"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["a", "b"]])
def test_how_to_call_it_is_said(arguments, capsys):
    assert main(arguments) == 2 and "usage: python -m dnn_course.learner.site FOLDER" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_said(course, capsys):
    folder = course({"01_a": ["# One"]})
    folder.write_text("a file")
    assert main([str(folder)]) == 1 and capsys.readouterr().err.startswith("site: ")


# In a browser, opened from disk

@pytest.fixture(scope="module")
def on_disk(files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def opened(page, on_disk):
    """A function that opens a page of the site; nothing may be asked of the network, and no script may fail."""
    asked, failed = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: failed.append(str(error)))

    def open_page(name, width=1280, scheme="light"):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.goto((on_disk / name).as_uri())
        return page
    yield open_page
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == failed == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_their_lessons_and_finds_are_accessible(width, scheme, opened, screenshots):
    for name in ("index", "04_backward"):
        page = opened(f"{name}.html", width, scheme)
        page.screenshot(path=screenshots / f"site_{name}_{width}_{scheme}.png")
        ground = {"light": "rgb(255, 255, 255)", "dark": "rgb(17, 17, 17)"}[scheme]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == ground
        page.evaluate("document.querySelector('.site-lessons').open = true")
        page.get_by_label("Search the lessons").fill("relu")
        page.locator(".site-found a").first.wait_for()
        page.screenshot(path=screenshots / f"site_{name}_search_{width}_{scheme}.png")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_no_page_scrolls_sideways_on_a_telephone(opened):
    widths = {name: opened(name, 390).evaluate("document.documentElement.scrollWidth") for name in PAGES}
    assert {name: width for name, width in widths.items() if width > 390} == {}


@pytest.mark.browser
def test_the_search_finds_a_word_of_a_lesson_and_is_used_with_the_keyboard(opened):
    page = opened("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Pencil")
    finds = page.locator(".site-found a")
    finds.first.wait_for()
    assert finds.first.get_attribute("href") == "04_backward.html#Go-back-with-a-pencil"
    assert "places, the best first" in page.get_by_role("status").text_content()
    assert page.locator(".site-found mark").first.text_content() == "pencil"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.href").endswith("04_backward.html#Go-back-with-a-pencil")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/04_backward.html#Go-back-with-a-pencil")
    assert page.locator("#Go-back-with-a-pencil").bounding_box()["y"] < 200
    assert page.locator(".site-lessons [aria-current]").is_visible()


@pytest.mark.browser
def test_the_search_says_how_much_it_found_and_takes_every_sign_as_it_is(opened):
    page = opened("02_forward.html")
    query, status = page.get_by_label("Search the lessons"), page.locator(".site-found [role=status]")
    for text, said in [("qqqq", "Nothing found"), ("caches[0][0][0]", "1 place"), ("e", "the 30 best of them"),
                       ("W @ A + b", "places, the best first"), ("<b>", "Nothing found"), ("(", "the 30 best of them")]:
        query.fill(text)
        page.locator(".site-found [role=status]", has_text=said).wait_for()
    query.fill("Gram matrix")
    page.locator(".site-found li:first-child a[href='glossary.html#Gram-matrix']").wait_for()
    assert status.is_visible()
    query.fill("  ")
    assert not status.is_visible()
    query.fill("further reading")
    page.locator(".site-found a").first.wait_for()
    page.locator(".site-found a", has_text="Lesson 2").click()
    assert page.url.endswith("02_forward.html#Further-reading") and not status.is_visible()


@pytest.mark.browser
def test_a_search_without_its_words_says_so(opened, on_disk, page):
    page.route("**/search-words.js", lambda route: route.abort())
    opened("index.html").get_by_label("Search the lessons").fill("relu")
    page.locator(".site-found [role=status]", has_text="search-words.js is missing").wait_for()


@pytest.mark.browser
def test_the_lessons_fold_on_a_telephone_and_unfold_on_a_screen(opened):
    page = opened("04_backward.html", 390)
    nav = page.get_by_role("navigation", name="Lessons")
    assert not nav.is_visible()
    page.locator(".site-lessons summary").click()
    assert nav.is_visible()
    nav.get_by_role("link", name="Lesson 5").click()
    page.wait_for_url("**/05_update.html")
    assert not nav.is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("document.querySelector('.site-lessons').open")
    assert nav.is_visible() and not page.locator(".site-lessons summary").is_visible()


@pytest.mark.browser
def test_without_scripts_the_lessons_are_listed_and_the_search_says_what_it_needs(browser, on_disk):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto((on_disk / "02_forward.html").as_uri())
    assert page.locator(".site-lessons nav").is_visible() and not page.locator(".site-search").is_visible()
    assert "The search needs JavaScript" in page.locator(".site-side").inner_text()
    context.close()
