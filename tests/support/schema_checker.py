"""A small structural checker of JSON Schema, for the keywords that our schemas use.

Unknown keywords raise, so that a schema cannot say more than is checked.
"""

import re
from typing import Any

IGNORED = {"$schema", "$id", "$defs", "title", "description", "default", "format"}
TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "integer": lambda v: _is_number(v) and float(v).is_integer(),
    "number": lambda v: _is_number(v),
}


def violations(value: Any, schema: dict[str, Any], others: dict[str, dict[str, Any]]) -> list[str]:
    """What in the value the schema does not allow; `others` are schemas by file name."""
    return list(_look(value, schema, schema, others, "$"))


def _look(value, schema, root, others, at):
    for keyword, wanted in schema.items():
        if keyword not in IGNORED:
            yield from CHECKS[keyword](value, wanted, schema, root, others, at)


def _ref(value, wanted, schema, root, others, at):
    if wanted.startswith("#/$defs/"):
        yield from _look(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, others, at)
    else:
        yield from _look(value, others[wanted], others[wanted], others, at)


def _type(value, wanted, schema, root, others, at):
    if not TYPES[wanted](value):
        yield f"{at}: {value!r} is no {wanted}"


def _any_of(value, wanted, schema, root, others, at):
    tries = [list(_look(value, option, root, others, at)) for option in wanted]
    if all(tries):
        yield f"{at}: fits none: {min(tries, key=len)}"


def _one_of(value, wanted, schema, root, others, at):
    fitting = sum(not list(_look(value, option, root, others, at)) for option in wanted)
    if fitting != 1:
        yield f"{at}: fits {fitting} of the options"


def _properties(value, wanted, schema, root, others, at):
    for key, part in wanted.items():
        if isinstance(value, dict) and key in value:
            yield from _look(value[key], part, root, others, f"{at}.{key}")


def _additional(value, wanted, schema, root, others, at):
    assert wanted is False
    if isinstance(value, dict):
        yield from (f"{at}: unknown key {k}" for k in value if k not in schema["properties"])


def _required(value, wanted, schema, root, others, at):
    if isinstance(value, dict):
        yield from (f"{at}: no {key}" for key in wanted if key not in value)


def _items(value, wanted, schema, root, others, at):
    for index, item in enumerate(value if isinstance(value, list) else ()):
        yield from _look(item, wanted, root, others, f"{at}[{index}]")


def _simple(fits):
    def check(value, wanted, schema, root, others, at):
        if not fits(value, wanted):
            yield f"{at}: {value!r} against {wanted!r}"

    return check


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


CHECKS = {
    "$ref": _ref,
    "type": _type,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "properties": _properties,
    "additionalProperties": _additional,
    "required": _required,
    "items": _items,
    "enum": _simple(lambda v, w: any(v == o and type(v) is type(o) for o in w)),
    "const": _simple(lambda v, w: v == w),
    "minimum": _simple(lambda v, w: not _is_number(v) or v >= w),
    "maximum": _simple(lambda v, w: not _is_number(v) or v <= w),
    "minLength": _simple(lambda v, w: not isinstance(v, str) or len(v) >= w),
    "maxLength": _simple(lambda v, w: not isinstance(v, str) or len(v) <= w),
    "minItems": _simple(lambda v, w: not isinstance(v, list) or len(v) >= w),
    "maxItems": _simple(lambda v, w: not isinstance(v, list) or len(v) <= w),
    "pattern": _simple(lambda v, w: not isinstance(v, str) or re.search(w, v) is not None),
}
