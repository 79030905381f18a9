"""Reads published training plans (JSON, schema 1.0 or 1.1) and tells every mistake in them.

The files are kept as they were written down; nothing is filled in. A key that the schema
does not know is a mistake, so that a misspelt key cannot pass as "not stated". Schema 1.1 is
1.0 with one more key, which may be left out: `after_seq` of a service.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pathways.types.plans import Duration, PlanCourse, PlanService, PublishedPlan
from seed.csv_rows import Problem, ReferenceFileError

LIS1 = "LIS1"
"""The code of plans for part 1."""

FIRST_SCHEMA = "1.0"
ORDER_SCHEMA = "1.1"
"""The first schema version with `after_seq`."""

Text = Annotated[str, Field(min_length=1)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


class _Model(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Specialty(_Model):
    code: Text
    code_basis: Text
    name_nb: Text
    name_en: Text
    parts: Annotated[list[Literal["1", "2", "3"]], Field(min_length=1)]


class _Provider(_Model):
    slug: Text
    name_nb: Text
    kind: Literal["health_trust", "private_nonprofit", "municipal_framework"]
    health_region: Literal["HN", "HMN", "HV", "HSO"] | None


class _Total(_Model):
    months: Amount | None
    stated_as: Literal["exact", "minimum", "target", "expected", "sum"] | None
    scope: Text | None
    note: Text | None


class _Duration(_Model):
    min: Amount | None
    max: Amount | None
    unit: Literal["months", "weeks"] | None
    stated_as: Literal["exact", "minimum", "maximum", "range", "estimate"] | None


class _Service(_Model):
    seq: Count
    phase_label_nb: Text | None
    name_nb: Text
    department_nb: Text | None
    sites_nb: list[Text]
    site_rule: Literal["single", "one_of", "at_least_two", "all", "unspecified"] | None
    host_nb: Text | None
    host_kind: Literal[
        "own",
        "other_trust",
        "private_nonprofit",
        "private",
        "contract_specialist",
        "municipality",
        "unspecified",
    ]
    arrangement: Literal["internal", "external", "mutual", "observation"] | None
    agreement_nb: Text | None
    duration: _Duration
    counted_inside_seq: Count | None
    choice_group: Text | None
    choice_option: Text | None
    optional: bool | None
    order_note: Text | None
    prerequisites: list[Text]
    learning_objective_ids: list[Text] | None
    note: Text | None
    after_seq: list[Count] = []


class _Objectives(_Model):
    count: Count | None
    ids_home: list[Text] | None
    ids_external: list[Text] | None
    note: Text | None


class _Course(_Model):
    name_nb: Text
    code: Text | None
    arranger: Text | None
    hours: Amount | None
    days: Amount | None
    frequency_per_year: Amount | None
    requirement: Literal["mandatory", "recommended"] | None
    timing: Text | None
    note: Text | None


class _Supervision(_Model):
    individual: Text | None
    group: Text | None
    other: Text | None


class _Capacity(_Model):
    trainee_positions: Count | None
    specialist_positions: Count | None
    throughput_positions_min: Count | None
    throughput_positions_max: Count | None
    as_of: Text | None
    note: Text | None


class _Completeness(_Model):
    services: Literal["complete", "partial"]
    remark: Text | None


class _Copy(_Model):
    url: Text
    page_date: Text | None
    note: Text | None


class _Plan(_Model):
    schema_version: Literal["1.0", "1.1"]
    plan_id: Text
    specialty: _Specialty
    provider: _Provider
    variant_nb: Text | None
    total_duration: _Total
    self_sufficient: Literal["yes", "partly", "no"] | None
    services: list[_Service]
    learning_objectives: _Objectives
    courses: list[_Course]
    supervision: _Supervision
    rules_before_external: list[Text]
    rotation_rule: Text | None
    capacity: _Capacity
    waiting_or_queue_remark: Text | None
    completeness: _Completeness
    notes: list[Text]
    source: Annotated[str, Field(pattern=r"^https?://\S+$")]
    retrieved: Literal["stored copy"]
    page_date: Text | None
    page_date_note: Text | None
    other_copies: list[_Copy]


def read_plan_files(folder: Path, known_codes: Collection[str]) -> tuple[PublishedPlan, ...]:
    """All plans of a folder by plan id; raises `ReferenceFileError` with every problem.

    `known_codes` are the specialty codes a plan may name.
    """
    problems: list[Problem] = []
    plans = []
    paths = sorted(folder.glob("*.json"))
    if not paths:
        problems.append(Problem(folder.name, None, None, "no plan", "JSON files"))
    for path in paths:
        try:
            plans.append(read_plan_file(path, known_codes))
        except ReferenceFileError as error:
            problems.extend(error.problems)
    if problems:
        raise ReferenceFileError(problems)
    return tuple(plans)


def read_plan_file(path: Path, known_codes: Collection[str]) -> PublishedPlan:
    """One plan; raises `ReferenceFileError` with every problem of the file."""
    return check_plan_document(_parse(path), path.name, known_codes, plan_id=path.stem)


def check_plan_document(
    document: Any, file: str, known_codes: Collection[str], *, plan_id: str | None = None
) -> PublishedPlan:
    """A plan from a document that nobody has checked.

    `plan_id` is the id that the plan must have (the name of its file); None for any. Raises
    `ReferenceFileError` with every problem; fields are named from the root of the document.
    """
    try:
        plan = _Plan.model_validate(document)
    except ValidationError as error:
        raise ReferenceFileError(_schema_problems(file, error)) from None
    problems = list(_further_problems(file, plan, known_codes, plan_id))
    if problems:
        raise ReferenceFileError(problems)
    return _published_plan(plan)


def read_plan_document(document: Any) -> PublishedPlan:
    """A plan from a document that was checked when it was stored.

    Raises pydantic's ValidationError when the document is no plan after all.
    """
    return _published_plan(_Plan.model_validate(document))


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of a plan document, derived from what the reader takes."""
    return _Plan.model_json_schema()


def _parse(path: Path) -> Any:
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        doubled.extend(key for key, n in Counter(key for key, _ in items).items() if n > 1)
        return dict(items)

    def problem(line: int | None, found: str, expected: str) -> ReferenceFileError:
        return ReferenceFileError([Problem(path.name, line, None, found, expected)])

    try:
        data = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=pairs)
    except FileNotFoundError:
        raise problem(None, "no file", "a JSON file") from None
    except UnicodeDecodeError as error:
        found = f"bytes that are not UTF-8 at position {error.start}"
        raise problem(None, found, "a JSON file in UTF-8") from None
    except json.JSONDecodeError as error:
        found = f"broken JSON at column {error.colno} ({error.msg})"
        raise problem(error.lineno, found, "correct JSON") from None
    if doubled:
        raise problem(None, "the same key twice: " + ", ".join(doubled), "each key once")
    return data


def _schema_problems(file: str, error: ValidationError) -> Iterable[Problem]:
    for detail in error.errors(include_url=False):
        field = _place(detail["loc"])
        kind = detail["type"]
        if kind == "missing":
            yield Problem(file, None, field, "no such key", "the key, with null when not stated")
        elif kind == "extra_forbidden":
            near = get_close_matches(str(detail["loc"][-1]), _known_keys(), n=1)
            expected = "only the keys of the schema" + (f"; perhaps {near[0]}" if near else "")
            yield Problem(file, None, field, "an unknown key", expected)
        else:
            expected = detail["msg"].removeprefix("Input should be ")
            yield Problem(file, None, field, _shown(detail["input"]), expected)


def _known_keys() -> list[str]:
    return sorted({name for model in _Model.__subclasses__() for name in model.model_fields})


def _place(location: tuple[int | str, ...]) -> str:
    """`services[2].duration.min`, with the index as in the file, counted from 0."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "the file"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _further_problems(
    file: str, plan: _Plan, known_codes: Collection[str], plan_id: str | None
) -> Iterable[Problem]:
    """What the schema cannot say: names that must agree, dates, numbers used once."""
    code = plan.specialty.code
    if code not in known_codes:
        expected = "a code in specialties.csv, or LIS1"
        yield Problem(file, None, "specialty.code", repr(code), expected)
    if plan_id is not None and plan.plan_id != plan_id:
        yield Problem(file, None, "plan_id", repr(plan.plan_id), f"the file name {plan_id}")
    if not plan.plan_id.startswith(f"{code}-{plan.provider.slug}"):
        expected = f"a text that starts with {code}-{plan.provider.slug}"
        yield Problem(file, None, "plan_id", repr(plan.plan_id), expected)
    for seq, times in Counter(service.seq for service in plan.services).items():
        if times > 1:
            yield Problem(file, None, "services", f"seq {seq} {times} times", "each seq once")
    for index, service in enumerate(plan.services):
        if service.after_seq and plan.schema_version == FIRST_SCHEMA:
            field = f"services[{index}].after_seq"
            yield Problem(file, None, field, "the key", f"schema_version {ORDER_SCHEMA} for it")
    yield from _wrong_days(file, plan)


def _wrong_days(file: str, plan: _Plan) -> Iterable[Problem]:
    dates = [("page_date", plan.page_date), ("capacity.as_of", plan.capacity.as_of)]
    dates += [
        (f"other_copies[{i}].page_date", c.page_date) for i, c in enumerate(plan.other_copies)
    ]
    for field, value in dates:
        if value is not None and not _is_day(value):
            yield Problem(file, None, field, repr(value), "a date as YYYY-MM-DD, or null")


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _published_plan(plan: _Plan) -> PublishedPlan:
    objectives, supervision, capacity = (
        plan.learning_objectives,
        plan.supervision,
        plan.capacity,
    )
    return PublishedPlan(
        plan_id=plan.plan_id,
        specialty=plan.specialty.code,
        code_basis=plan.specialty.code_basis,
        parts=tuple(plan.specialty.parts),
        provider_slug=plan.provider.slug,
        provider_nb=plan.provider.name_nb,
        provider_kind=plan.provider.kind,
        health_region=plan.provider.health_region,
        variant_nb=plan.variant_nb,
        total_months=plan.total_duration.months,
        total_stated_as=plan.total_duration.stated_as,
        total_scope=plan.total_duration.scope,
        total_note=plan.total_duration.note,
        self_sufficient=plan.self_sufficient,
        services=tuple(_plan_service(service) for service in plan.services),
        objective_count=objectives.count,
        objective_ids_home=_optional_tuple(objectives.ids_home),
        objective_ids_external=_optional_tuple(objectives.ids_external),
        objective_note=objectives.note,
        courses=tuple(PlanCourse(**course.model_dump()) for course in plan.courses),
        supervision_individual=supervision.individual,
        supervision_group=supervision.group,
        supervision_other=supervision.other,
        rules_before_external=tuple(plan.rules_before_external),
        rotation_rule=plan.rotation_rule,
        trainee_positions=capacity.trainee_positions,
        specialist_positions=capacity.specialist_positions,
        throughput_min=capacity.throughput_positions_min,
        throughput_max=capacity.throughput_positions_max,
        capacity_as_of=capacity.as_of,
        capacity_note=capacity.note,
        waiting_remark=plan.waiting_or_queue_remark,
        services_complete=plan.completeness.services == "complete",
        completeness_remark=plan.completeness.remark,
        notes=tuple(plan.notes),
        source_address=plan.source,
        page_date=plan.page_date,
        page_date_note=plan.page_date_note,
        other_copies=tuple((copy.url, copy.page_date, copy.note) for copy in plan.other_copies),
    )


def _plan_service(service: _Service) -> PlanService:
    length = service.duration
    values = service.model_dump(exclude={"duration"})
    values["sites_nb"] = tuple(service.sites_nb)
    values["prerequisites"] = tuple(service.prerequisites)
    values["after_seq"] = tuple(service.after_seq)
    values["learning_objective_ids"] = _optional_tuple(service.learning_objective_ids)
    values["duration"] = Duration(length.min, length.max, length.unit, length.stated_as)
    return PlanService(**values)


def _optional_tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
