"""Checks on tables, the real data and the report: one case that breaks each, one that does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.checks import rows
from pathways.checks.finding import CheckResult, Finding, Severity
from pathways.checks.reference import run_reference_checks
from pathways.checks.report import format_results, has_errors
from pathways.types.knowledge import (
    FactStatus,
    Stage,
    Zone,
)
from seed.reference_files import read_bundle
from tests.unit.reference_values import (
    OK,
    TODAY,
    bundle,
    contradiction_in,
    course,
    error_in,
    found,
    note_in,
    objective,
    offer,
    organisation,
    plan,
    specialty,
)


class TestRealData:
    """What the files in the project hold today."""

    def results(self) -> dict[str, CheckResult]:
        return {result.name: result for result in run_reference_checks(read_bundle(), TODAY)}

    def test_there_is_no_error(self) -> None:
        assert not has_errors(self.results().values())

    def test_every_known_contradiction_is_reported(self) -> None:
        contradictions = {
            (finding.check, finding.subject)
            for result in self.results().values()
            for finding in result.of(Severity.CONTRADICTION)
        }

        assert contradictions == {
            ("plan_total", "BUP-sykehuset-innlandet"),
            ("lis1_extra_posts", "LIS1 2020-autumn"),
            ("lis1_plan_capacity", "LIS1-ahus"),
            ("course_hours", "courses of SAM"),
        }

    def test_the_plan_of_66_months_against_60_is_told_with_its_source(self) -> None:
        result = self.results()["plan_total"]

        assert contradiction_in(result) == "the services take 66 months, the stated target is 60"
        assert result.findings[0].source_key == "sykehuset-innlandet-barne-og-ungdomspsykiatri"

    def test_every_check_with_data_behind_it_looked_at_something(self) -> None:
        idle = {name for name, result in self.results().items() if not result.examined}

        assert idle == {"plan_choices", "plan_after"}, "no published plan has these yet"


class TestSourcesAndKeys:
    def test_a_source_key_must_be_in_the_list(self) -> None:
        data = bundle(organisations=(organisation("a", source_key="lost"),))

        assert "lost" in error_in(rows.source_keys(data))
        assert not rows.source_keys(bundle(organisations=(organisation("a"),))).findings

    def test_the_second_sources_of_an_organisation_too(self) -> None:
        place = organisation("a", population_source_key="lost", health_community_source_key="s")

        assert "lost" in error_in(rows.source_keys(bundle(organisations=(place,))))

    def test_the_address_of_a_plan_must_be_in_the_list_in_any_spelling(self) -> None:
        assert not rows.source_keys(bundle(plan(source_address="http://x.no/plan"))).findings
        other = plan(source_address="https://x.no/other")
        assert "x.no/other" in error_in(rows.source_keys(bundle(other)))

    def test_keys_are_used_once(self) -> None:
        twice = bundle(organisations=(organisation("a"), organisation("a")))
        apart = bundle(organisations=(organisation("a"), organisation("b")))

        assert found(rows.duplicate_keys(twice)) == [(Severity.ERROR, "organisations a")]
        assert not rows.duplicate_keys(apart).findings

    def test_plans_identifiers_and_numbers_are_used_once(self) -> None:
        numbered = [organisation(k, "municipality", municipality_number="3101") for k in "ab"]
        data = bundle(
            plan(), plan(),
            objectives=(objective("VOP-001"), replace(objective("VOP-001"), key="other")),
            organisations=tuple(numbered),
        )  # fmt: skip

        assert [subject for _, subject in found(rows.duplicate_keys(data))] == [
            "plan VOP-x",
            "objective identifier VOP-001",
            "municipality number 3101",
        ]

    def test_a_hospital_may_share_the_number_of_its_municipality(self) -> None:
        data = bundle(
            organisations=(
                organisation("a", "municipality", municipality_number="3101"),
                organisation("b", "hospital", municipality_number="3101"),
            )
        )

        assert not rows.duplicate_keys(data).findings

    def test_unverified_rows_are_counted_and_open_ones_explained(self) -> None:
        data = bundle(
            specialties=(specialty(status=FactStatus.UNVERIFIED), specialty("ANE")),
            courses=(
                course("a", status=FactStatus.OPEN, note="Sums differ."),
                course("b", status=FactStatus.OPEN, note="Sums differ."),
            ),
        )

        assert [(f.subject, f.message) for f in rows.status_of_rows(data).findings] == [
            ("specialties", "1 of 2 rows are unverified"),
            ("courses a and 1 more", "open: Sums differ."),
        ]
        assert not rows.status_of_rows(bundle()).findings

    def test_placeholder_codes_are_named(self) -> None:
        data = bundle(specialties=(specialty("ALM", code_official=False), specialty()))

        assert note_in(rows.placeholder_codes(data)) == "1 codes are placeholders: ALM"
        assert not rows.placeholder_codes(bundle()).findings


class TestSpecialtiesAndOrganisations:
    def test_the_real_list_has_46_in_six_families(self) -> None:
        assert not rows.specialty_counts(read_bundle()).findings

    def test_a_missing_specialty_is_told_in_all_and_by_family(self) -> None:
        whole = read_bundle().specialties
        without = tuple(item for item in whole if item.code != "HJS")

        messages = [f.message for f in rows.specialty_counts(bundle(specialties=without)).findings]

        assert messages == [
            "45 in all, expected 46",
            "9 in family internal, expected 10",
            "9 with part 2 fim, expected 10",
        ]

    @pytest.mark.parametrize(
        ("child", "wrong"),
        [
            (organisation("h", "hospital"), "without a parent"),
            (organisation("h", "hospital", "lost"), "lost does not exist"),
            (organisation("h", "hospital", "r"), "a hospital under a health_region"),
            (organisation("m", "municipality", "r"), "a municipality under"),
        ],
    )
    def test_a_parent_must_exist_and_be_of_the_right_kind(self, child, wrong) -> None:
        data = bundle(organisations=(organisation("r", "health_region"), child))

        assert wrong in error_in(rows.organisation_parents(data))

    def test_region_trust_and_hospital_belong_to_each_other(self) -> None:
        data = bundle(
            organisations=(
                organisation("r", "health_region"),
                organisation("t", "health_trust", "r"),
                organisation("h", "hospital", "t"),
                organisation("m", "municipality"),
            )
        )

        assert not rows.organisation_parents(data).findings

    @pytest.mark.parametrize("number", ["983971768", "883658752"])
    def test_a_real_organisation_number_is_valid(self, number) -> None:
        data = bundle(organisations=(organisation("a", org_number=number),))

        assert not rows.organisation_numbers(data).findings

    @pytest.mark.parametrize("number", ["983971769", "98397176", "9839717680", "98397176x"])
    def test_a_wrong_organisation_number_is_an_error(self, number) -> None:
        data = bundle(organisations=(organisation("a", org_number=number),))

        assert number in error_in(rows.organisation_numbers(data))

    @given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.integers(1, 9))
    def test_one_wrong_digit_never_passes(self, number, place, shift) -> None:
        if rows.is_org_number(number):
            digit = str((int(number[place]) + shift) % 10)
            assert not rows.is_org_number(number[:place] + digit + number[place + 1 :])

    def test_municipality_name_and_number_must_agree(self) -> None:
        halden = organisation("halden", "municipality", municipality_number="3101", name="Halden")
        there = organisation("h", "hospital", municipality="Halden", municipality_number="3101")
        wrong = replace(there, municipality="Moss")
        far = replace(there, municipality="Bergen", municipality_number="4601")

        data = bundle(organisations=(halden, wrong))
        assert "which is Halden" in contradiction_in(rows.organisation_municipalities(data))
        for fine in (there, far):
            data = bundle(organisations=(halden, fine))
            assert not rows.organisation_municipalities(data).findings


class TestCoursesAndOffers:
    def test_an_unknown_scope_is_an_error(self) -> None:
        data = bundle(courses=(course("a", scope="HEART"),), objectives=())

        assert "HEART" in error_in(rows.course_scopes(data))
        assert not rows.course_scopes(bundle(courses=(course("a"),))).findings

    def test_shared_and_old_courses_are_noted(self) -> None:
        shared = course("a", scope="ALL", specialty=None)
        old = course("b", current=False)

        assert found(rows.course_scopes(bundle(courses=(shared, old)))) == [
            (Severity.NOTE, "scope ALL"),
            (Severity.NOTE, "courses"),
        ]

    def test_hours_must_sum_to_what_the_page_states(self) -> None:
        note = "The page states 60 hours for both."
        pair = (course("a", hours="30", note=note), course("b", hours="20", note=note))
        fine = (pair[0], replace(pair[1], hours="30"))

        assert "2 courses take 50 hours" in contradiction_in(
            rows.course_hours(bundle(courses=pair))
        )
        assert not rows.course_hours(bundle(courses=fine)).findings

    def test_an_offer_hangs_on_what_exists(self) -> None:
        stage = Stage(
            "part3:VOP", "part3", "VOP", Zone.PART23, "a", "a", "a", "a", None, True, (), "s", OK
        )
        data = bundle(
            organisations=(organisation("trust"),), stages=(stage,), local_offers=(offer(),)
        )

        assert not rows.local_offers(data).findings
        for change in ({"organisation": "?"}, {"specialty": "?"}, {"stage": "?"}):
            broken = replace(data, local_offers=(offer(**change),))
            assert "unknown" in error_in(rows.local_offers(broken))


class TestReport:
    def test_the_report_names_checks_counts_and_findings(self) -> None:
        results = (
            CheckResult("a", "First", 3, ()),
            CheckResult(
                "b",
                "Second",
                1,
                (
                    Finding("b", Severity.CONTRADICTION, "plan", "66 against 60", "src-001"),
                    Finding("b", Severity.NOTE, "plan", "old"),
                ),
            ),
        )

        assert format_results(results).splitlines() == [
            "a: First (3 examined, nothing found)",
            "b: Second (1 examined, 1 contradiction, 1 note)",
            "  contradiction plan: 66 against 60 [src-001]",
            "  note          plan: old",
            "",
            "2 checks: 1 contradiction, 1 note.",
        ]

    def test_only_errors_stop_a_load(self) -> None:
        def result(severity):
            return CheckResult("a", "A", 1, (Finding("a", severity, "x", "y"),))

        assert has_errors([result(Severity.NOTE), result(Severity.ERROR)])
        assert not has_errors([result(Severity.NOTE), result(Severity.CONTRADICTION)])
