"""Bring the catalogues in line with the texts in the code: `make messages`.

Keeps every translation that is still asked for, drops the rest, adds new texts empty and lists
them. Never guesses a translation from a similar text. The header is fixed, so that a run
without news changes no file.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}

HEADER = """msgid ""
msgstr ""
"Project-Id-Version: legelop\\n"
"Language: {locale}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def texts_in_code(root: Path = ROOT) -> set[str | tuple[str, ...]]:
    """Every text that the code asks gettext for; a pair for a text with a plural."""
    found = extract_from_dir(
        root,
        method_map=METHODS,
        keywords=KEYWORDS,
        # By default Babel passes over folders that begin with an underscore, `_components` too.
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    return {message for _file, _line, message, _comments, _context in found}


def key_of(text: str | tuple[str, ...] | list[str]) -> str:
    """The text, or its singular."""
    return text if isinstance(text, str) else text[0]


def update(path: Path, texts: set[str | tuple[str, ...]]) -> list[str]:
    """Rewrite one catalogue; return the texts that have no translation yet."""
    locale = path.parent.parent.name
    with path.open("rb") as handle:
        old: dict[str, Message] = {key_of(m.id): m for m in read_po(handle, locale) if m.id}
    new = Catalog(locale)
    missing = []
    for text in sorted(texts, key=key_of):
        known = old.get(key_of(text))
        string = known.string if known else ""
        if isinstance(string, tuple) != isinstance(text, tuple):
            string = ("", "") if isinstance(text, tuple) else ""
        if not all(string if isinstance(string, tuple) else (string,)):
            missing.append(key_of(text))
        new.add(text, string)
    body = io.BytesIO()
    write_po(body, new, width=0, omit_header=True, sort_output=True)
    path.write_text(HEADER.format(locale=locale) + body.getvalue().decode().strip() + "\n", "utf-8")
    return missing


def main() -> int:
    """Update every catalogue; exit 1 when texts lack a translation."""
    texts = texts_in_code()
    missing = {
        path: update(path, texts)
        for path in sorted(ROOT.glob("app/translations/*/LC_MESSAGES/messages.po"))
    }
    for path, found in missing.items():
        print(f"{path.relative_to(ROOT)}: {len(texts)} texts, {len(found)} without a translation")
        for text in found:
            print(f"  {text}")
    return 1 if any(missing.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
