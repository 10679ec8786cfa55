"""The units of a notebook: what of it is translated, piece by piece, and the notebook made of it in another language.

Of Markdown these are headings, paragraphs, list items, rows of tables and descriptions of pictures; of exercises and
small tasks, the comments and the paragraphs of docstrings. All else stays byte for byte.
"""
import ast
import io
import re
import tokenize
from typing import NamedTuple

import nbformat

from dnn_course.notebook.stripping import filled

__all__ = ["pieces_of", "translated", "units_of", "without_words"]

FENCE = re.compile(r"\s*(```+|~~~+)")
BEGINS = re.compile(r"\s*(?:#{1,6} |[-*+] |\d+\. |> |\||!\[[^\]]*\]\([^)]*\)\s*$|</?(?:details|summary)>)")
ALONE = re.compile(r"\s*(?:#{1,6} |\||!\[|.*</(?:details|summary)>\s*$)")
AROUND = re.compile(r"(\s*(?:#{1,6} |[-*+] |\d+\. |> )?(?:</?(?:details|summary)>)*)(.*?)"
                    r"((?:</?(?:details|summary)>)*\s*)", re.S)
PICTURE = re.compile(r"(!\[)(.*)(\]\([^)\s]*\))", re.S)
WORD = re.compile(r"[a-z]{2,}")
WITHOUT_WORDS = re.compile(  # code, formulas, targets of links, HTML tags
    r"```.*?```|`[^`]+`|\$\$.+?\$\$|\$[^$]+\$|(?<=\])\([^)\s]*\)|https?://\S+|</?[a-z][^>]*>", re.S)
PLACEHOLDER = re.compile(r"(?<!\{)\{[a-z_][a-z_0-9.\[\]]*(?:![rsa])?(?::[^{}]*)?\}(?!\})", re.I)  # filled in by format
TEXT_IN_FORMULA = re.compile(r"\\text\{([^}]*)\}")
SECTION, ENTRY = re.compile(r"\s*-{3,}\s*"), re.compile(r"(\s*\w+(?:, \w+)* : )(.*)", re.S)
TYPES = {"float", "int", "bool", "dict", "str", "list", "tuple"}
ANCHORS, ANCHOR = "anchors", "heading that links lead to"  # JupyterLab finds no anchor with other than English letters
MARKER = "###"  # of the lines that a learner writes between
WIDTH = 92  # columns of a line of a comment or docstring; a Chinese character has two


class Piece(NamedTuple):
    """A piece of a source: `before + raw + after` is what stands there, `text` what a translator is given.

    Where `text` is empty there is nothing to translate. `goes_on` is what further lines begin with, where lines are
    filled anew; without it a text keeps its lines.
    """

    before: str
    raw: str = ""
    after: str = ""
    text: str = ""
    kind: str = ""
    goes_on: str = ""


def units_of(notebook):
    """Give (id of the cell, kind, text) of every unit of a notebook, in order; a text may come more than once."""
    for cell in notebook.cells:
        for source in [cell.source, *([cell.metadata["blank"]] if "blank" in cell.metadata else [])]:
            for piece in pieces_of(cell, source):
                if piece.text:
                    yield cell.id, piece.kind, piece.text


def translated(notebook, texts, mark=""):
    """Return a notebook in another language; outputs stay.

    Parameters
    ----------
    notebook : notebook
        The English one; it is not changed.
    texts : dict
        {English: translation}. What it does not have stays English.
    mark : str
        Words that mark a text of a Markdown cell that stays English; "" for no mark.

    Returns
    -------
    notebook : notebook

    Raises
    ------
    ValueError
        If the translation of a comment or docstring changes code.
    """
    notebook = nbformat.from_dict(notebook)  # a copy
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = "".join(in_other_words(piece, texts, mark) for piece in pieces_of(cell, cell.source))
            continue
        cell.source = translated_code(cell, cell.source, texts)
        if "blank" in cell.metadata:
            cell.metadata["blank"] = translated_code(cell, cell.metadata["blank"], texts)
    return notebook


def translated_code(cell, source, texts):
    code = "".join(in_other_words(piece, texts, "") for piece in pieces_of(cell, source))
    if code != source and tree_without_docstrings(code) != tree_without_docstrings(source):
        raise ValueError(f"the translation of a comment or docstring of the cell {cell.id} changes its code")
    return code


def tree_without_docstrings(source):
    """Return the tree of a source without its docstrings, as a text; "" where it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ""
    for node in documented(tree):
        node.body[0].value.value = ""
    return ast.dump(tree)


def in_other_words(piece, texts, mark):
    """Return what stands in a piece's place in the other language."""
    words = texts.get(piece.text) if piece.text else None
    if piece.kind == ANCHOR:
        return piece.before + piece.raw + (f"\n\n**{words}**" if words else "") + piece.after
    if words is None:
        return piece.before + (marked(piece.raw, mark) if piece.text else piece.raw) + piece.after
    lines = filled(words, WIDTH - len(piece.goes_on)) if piece.goes_on else [words]
    return piece.before + f"\n{piece.goes_on}".join(lines) + piece.after


def marked(text, mark):
    """Put a mark behind a text; in a row of a table it stands in the last column."""
    if not mark:
        return text
    if text.startswith("|"):
        return f"{text.rstrip().removesuffix('|').rstrip()} {mark} |"
    return text + ("\n" if text.endswith("$$") else " ") + mark


def pieces_of(cell, source):
    """Return the Pieces of a source of a cell; together they are the source."""
    if cell.cell_type == "markdown":
        return markdown_pieces(source, ANCHORS in cell.metadata.get("tags", []))
    if cell.cell_type == "code" and (cell.metadata.get("nbgrader", {}).get("solution") or "blank" in cell.metadata):
        return code_pieces(source)
    return [Piece(source)]


def without_words(text):
    """Return a text without what has no words: code, formulas but for \\text in them, targets of links, HTML tags."""
    return WITHOUT_WORDS.sub(lambda found: " ".join(TEXT_IN_FORMULA.findall(found[0])) if found[0][0] == "$" else " ",
                             text)


def has_words(text):
    return bool(WORD.search(without_words(text)))


# Markdown

def markdown_pieces(source, anchors):
    """Divide Markdown into Pieces. Where links lead to its headings (`anchors`), these stay; a translation follows."""
    pieces, block, fence = [], [], ""

    def end_block():
        if block:
            pieces.append(block_piece("".join(block), anchors))
            block.clear()

    for line in source.splitlines(keepends=True):
        opening = FENCE.match(line)
        if fence or opening:
            end_block()
            pieces.append(Piece(line))
            if opening:
                fence = "" if fence and opening[1].startswith(fence) else fence or opening[1]
        elif not line.strip():
            end_block()
            pieces.append(Piece(line))
        else:
            if BEGINS.match(line):
                end_block()
            block.append(line)
            if ALONE.match(line):
                end_block()
    end_block()
    return pieces


def block_piece(raw, anchors):
    before, text, after = AROUND.fullmatch(raw).groups()
    picture = PICTURE.fullmatch(text)
    if picture:
        before, text, after = before + picture[1], picture[2], picture[3] + after
    if not has_words(text):
        return Piece(raw)
    kind = "description of a picture" if picture else "heading" if "#" in before else \
        "row of a table" if text.startswith("|") else "folded heading" if "<summary>" in before else \
        "item of a list" if before.strip() else "paragraph"
    return Piece(before, text, after, text, ANCHOR if anchors and kind == "heading" else kind)


# Comments and docstrings

def code_pieces(source):
    """Divide Python into Pieces; what is no Python is one of them."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        first_lines = {node.body[0].value.lineno for node in documented(ast.parse(source))}
    except (SyntaxError, tokenize.TokenError):
        return [Piece(source)]
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    pieces, at, done = [], 0, 0
    for token in tokens:
        begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
        if begin < done:
            continue  # a comment that belongs to the one before
        found = []
        if token.type == tokenize.STRING and token.start[0] in first_lines and token.string.startswith('"""'):
            found = docstring_pieces(token.string, token.start[1] * " ")
        elif token.type == tokenize.COMMENT and not token.string.startswith(MARKER):
            end = end_of_comments(lines, starts, token)
            found = [comment_piece(source[begin:end], token.start[1])]
        if found:
            pieces += [Piece(source[at:begin]), *found]
            at = done = end
    return [*pieces, Piece(source[at:])]


def documented(tree):
    """Return the functions and classes of a tree that have a docstring."""
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            and ast.get_docstring(node, clean=False) is not None]


def end_of_comments(lines, starts, token):
    """Return where a comment ends; whole lines of comments, one under the other, are one."""
    row, column = token.start
    if lines[row - 1][:column].strip():
        return starts[row - 1] + token.end[1]
    while row < len(lines) and re.match(rf" {{{column}}}# ", lines[row]):
        row += 1
    return starts[row - 1] + len(lines[row - 1].rstrip("\n"))


def comment_piece(raw, column):
    text = " ".join(line.strip().removeprefix("#").strip() for line in raw.split("\n"))
    if not raw.startswith("# ") or not has_words(text):
        return Piece(raw)
    return Piece("# ", raw[2:], "", text, "comment", " " * column + "# ")


def docstring_pieces(string, indent):
    """Divide a docstring, quotes and all, into Pieces: its paragraphs, and what is said of each argument."""
    lines = string[3:-3].splitlines(keepends=True) or [""]
    pieces, group, in_section = [Piece('"""')], [], False

    def end_group():
        if group:
            pieces.append(paragraph_piece("".join(group), indent))
            group.clear()

    for i, line in enumerate(lines):
        heading = SECTION.fullmatch(lines[i + 1]) if i + 1 < len(lines) else None
        if not line.strip() or heading or SECTION.fullmatch(line):
            end_group()
            in_section = in_section or bool(heading)
            pieces.append(Piece(line))
        else:
            deeper = line.startswith(indent + " ")
            if group and in_section and not (deeper and group[-1].startswith(indent + " ")):
                end_group()
            group.append(line)
    end_group()
    return [*pieces, Piece('"""')]


def paragraph_piece(raw, indent):
    entry = ENTRY.fullmatch(raw) if raw.startswith(indent) else None
    before = entry[1] if entry else raw[:len(raw) - len(raw.lstrip())]
    body = raw[len(before):]
    after = body[len(body.rstrip()):]
    body = body.rstrip()
    text = " ".join(body.split())
    if not has_words(text) or text in TYPES or re.fullmatch(r"\w+", text):
        return Piece(raw)
    goes_on = indent + "    " if entry or before.startswith(indent + " ") else indent
    return Piece(before, body, after, text, "docstring", goes_on)
