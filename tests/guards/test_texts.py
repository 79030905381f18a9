"""Every text on the screen goes through gettext and exists in English too."""

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from update_messages import key_of, texts_in_code


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Every text that the code asks gettext for (the first form of a plural)."""
    return {key_of(text) for text in texts_in_code()}


@pytest.fixture(scope="module")
def english() -> dict[str, object]:
    path = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    catalogue = read_po(BytesIO(path.read_bytes()), locale="en")
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in catalogue
        if message.id
    }


def test_every_text_has_an_english_translation(texts: set[str], english: dict[str, object]) -> None:
    missing = sorted(
        text for text in texts if text not in english or not all(_strings(english[text]))
    )
    assert missing == []


def test_no_translation_is_left_over_or_guessed(
    texts: set[str], english: dict[str, object]
) -> None:
    assert sorted(set(english) - texts) == []
    assert [key for key, message in english.items() if message.fuzzy] == []  # type: ignore[attr-defined]


NUMBERS = {"num", "words", "count", "number"}


def test_translations_keep_the_variables(english: dict[str, object]) -> None:
    wrong = []
    for key, message in english.items():
        # A translated singular belongs to the Norwegian singular, a plural to the plural.
        for text, string in zip(_ids(message), _strings(message), strict=True):
            wanted, got = (set(re.findall(r"%\((\w+)\)", each)) for each in (text, string))
            # A singular may say "one" instead of the number, and the other way round.
            if got - wanted - NUMBERS or wanted - got - NUMBERS:
                wrong.append(key)
    assert wrong == []


def _ids(message: object) -> tuple[str, ...]:
    """The Norwegian text, with its plural where there is one."""
    found = message.id  # type: ignore[attr-defined]
    return found if isinstance(found, tuple) else (found,)


def _strings(message: object) -> tuple[str, ...]:
    string = message.string  # type: ignore[attr-defined]
    return string if isinstance(string, tuple) else (string,)


NORWEGIAN_IN_MARKUP = re.compile(r">\s*[^<>{}\s&][^<>{}]*[æøåÆØÅ][^<>{}]*<")


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "templates").rglob("*.html")),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_norwegian_is_written_straight_into_the_markup(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    found = [hit for hit in NORWEGIAN_IN_MARKUP.findall(text) if "Legeløp" not in hit]
    assert found == []
