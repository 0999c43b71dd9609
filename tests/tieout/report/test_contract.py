"""The JSON others script against: keys, order, types, and nothing hidden."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from tests.tieout.report.golden_case import DIFFERENCES, golden_case
from tieout.decisions import DIFFERENCE_CLASSES, Difference, Evidence, Members
from tieout.refusal import Wording
from tieout.report.contract import as_bytes, as_json, schema


def test_every_class_of_difference_stands_in_the_golden_case() -> None:
    assert {one.kind for one in DIFFERENCES} == set(DIFFERENCE_CLASSES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_output_satisfies_the_published_schema(language: str) -> None:
    reconciliation, _, _ = golden_case()
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(as_json(reconciliation, language), schema())


def test_schema_names_exactly_the_classes_of_the_engine() -> None:
    listed = schema()["$defs"]["difference"]["properties"]["class"]["enum"]
    assert tuple(listed) == DIFFERENCE_CLASSES


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("totals", "unexplained"), 0),
        (("totals", "gap"), "1,234.56"),
        (("currency",), "yuan"),
        (("ours", "rows"), "21"),
        (("extra",), 1),
    ],
)
def test_schema_refuses_what_the_contract_forbids(path: tuple[str, ...], value: object) -> None:
    content = as_json(golden_case()[0])
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema())


def test_keys_come_in_the_promised_order() -> None:
    content = json.loads(as_bytes(golden_case()[0]))
    assert list(content) == [
        "engine",
        "currency",
        "ours",
        "theirs",
        "totals",
        "groups",
        "differences",
        "rules",
    ]
    assert list(content["ours"]) == [
        "file", "sheet", "header_row", "columns", "rows", "opening", "closing", "total"
    ]  # fmt: skip
    assert list(content["totals"]) == ["ours", "theirs", "gap", "explained", "unexplained"]
    assert list(content["groups"][0]) == [
        "status", "rule", "rule_version", "ours", "theirs", "difference", "sentence", "sentences", "evidence", "alternatives"
    ]  # fmt: skip
    assert list(content["differences"][0]) == [
        "class", "ours", "theirs", "amount", "sentence", "sentences", "nearest"
    ]  # fmt: skip


def test_totals_are_closing_balances_and_the_gap_is_explained() -> None:
    totals = as_json(golden_case()[0])["totals"]
    assert totals == {
        "ours": "56190.37",
        "theirs": "39928.60",
        "gap": "16261.77",
        "explained": "16261.77",
        "unexplained": "0.00",
    }


def test_an_unexplained_cent_is_shown_and_never_hidden() -> None:
    reconciliation, _, _ = golden_case()
    stray = Difference("amount", Members((15,), (11,)), 1, Wording("一分", "a cent"))
    spoiled = replace(reconciliation, differences=(*reconciliation.differences, stray))
    assert as_json(spoiled)["totals"]["unexplained"] == "-0.01"


def test_the_sentence_follows_the_language_and_both_stand_beside_it() -> None:
    reconciliation, _, _ = golden_case()
    zh, en = as_json(reconciliation, "zh"), as_json(reconciliation, "en")
    first = en["differences"][0]
    assert first["sentence"] == first["sentences"]["en"]
    assert zh["differences"][0]["sentence"] == first["sentences"]["zh"]


def test_a_side_without_a_stated_closing_says_null() -> None:
    content = as_json(golden_case()[0])
    assert content["theirs"]["closing"] is None
    assert content["theirs"]["opening"] == "20000.00"
    assert content["theirs"]["sheet"] is None


def test_bytes_are_the_same_every_time_and_end_in_a_newline() -> None:
    first, second = as_bytes(golden_case()[0]), as_bytes(golden_case()[0])
    assert first == second
    assert first.endswith(b"}\n")
    assert "应属创新机械".encode() in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_bytes_say_what_the_values_say(language: str) -> None:
    reconciliation, _, _ = golden_case()
    quoted = Wording('他说"对"\\n', 'he said "yes"\\n\t')
    odd = replace(
        reconciliation,
        groups=(
            *reconciliation.groups,
            reconciliation.groups[0]._replace(
                sentence=quoted,
                evidence=(Evidence("text", '"\\', "\u2028", "equal"),),
                alternatives=(Members((1, 2), ()),),
            ),
        ),
    )
    for one in (odd, replace(odd, groups=(), differences=odd.differences[:1])):
        assert json.loads(as_bytes(one, language)) == as_json(one, language)
    bare = replace(odd, groups=(), differences=())
    assert json.loads(as_bytes(bare, language)) == as_json(bare, language)


def test_amounts_follow_the_exponent_of_the_currency() -> None:
    reconciliation, _, _ = golden_case()
    yen = as_json(replace(reconciliation, currency="JPY"))
    assert yen["totals"]["ours"] == "5619037"
    dinar = as_json(replace(reconciliation, currency="KWD"))
    assert dinar["totals"]["ours"] == "5619.037"
