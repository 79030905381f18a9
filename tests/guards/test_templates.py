"""Rules over every template: what the strict content-security policy and htmx would break on."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "app" / "static" / "css").glob("*.css"))

FORBIDDEN = {
    r"\sstyle\s*=": "a style attribute is blocked by the policy: use a class",
    r"<style": "a style element is blocked by the policy",
    r"<script(?![^>]*\ssrc=)": "an inline script is blocked by the policy",
    r"\son[a-z]+\s*=": "an inline handler is blocked by the policy",
    r"hx-on": "hx-on needs eval, which is off",
    r"\bjs:": "js: values need eval, which is off",
    r"hx-trigger=\"[^\"]*\[": "a filter in a trigger needs eval, which is off",
    r"\|\s*safe\b": "marking text as safe lets markup in",
    r"(?:href|src|action)=\"(?:https?:)?//": "everything is served by ourselves",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_in_a_template_fights_the_policy(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = [why for pattern, why in FORBIDDEN.items() if re.search(pattern, text)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_posting_form_carries_the_token(path: Path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, flags=re.DOTALL):
        assert "csrf_field()" in form


def test_every_template_is_used() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("app", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html")
    )
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
    errors = [name for name in names if name.startswith("errors/")]
    unused = [name for name in names if name not in errors and name not in code]
    assert unused == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheets_load_nothing_from_outside(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "@import" not in text
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", text)


def test_every_class_in_our_style_sheets_is_used() -> None:
    used = "\n".join(
        path.read_text("utf-8")
        for folder in ("app", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".js", ".svg")
    )
    words = set(re.findall(r"[A-Za-z][\w-]*", used))
    prefixes = tuple(word for word in words if word.endswith("-"))
    unused = sorted(
        name
        for path in STYLES
        for name in set(re.findall(r"\.([a-zA-Z][\w-]*)(?=[^{}]*\{)", path.read_text("utf-8")))
        if name not in words and not name.startswith(prefixes)
    )
    assert unused == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_imported_macro_is_used(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    imports = re.findall(r"\{%-? from \"[^\"]+\" import ([^%]+?) -?%\}", text)
    rest = re.sub(r"\{%-? from .*?%\}", "", text)
    names = [name.split(" as ")[-1].strip() for line in imports for name in line.split(",")]
    assert [name for name in names if not re.search(rf"\b{name}\b", rest)] == []


def test_every_macro_is_used_somewhere() -> None:
    texts = {path: path.read_text("utf-8") for path in TEMPLATES}
    unused = []
    for path, text in texts.items():
        for name in re.findall(r"\{%-? macro (\w+)\(", text):
            # Once where it is defined; any call, also from a neighbour macro, makes two.
            code = re.sub(r"\{#.*?#\}", "", "\n".join(texts.values()), flags=re.DOTALL)
            if len(re.findall(rf"\b{name}\b", code)) < 2:
                unused.append(f"{path.name}: {name}")
    assert unused == []
