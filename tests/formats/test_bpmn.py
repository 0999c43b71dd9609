"""BPMN files: what people follow is understood, what machines would run is named and left out, nothing raises."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawings import LANES, LOOP, drawn, flow, lane, task
from wanglai.domain.procedures import Step
from wanglai.formats.bpmn import engine_bpmn, read_bpmn, read_bpmn_apart
from wanglai.formats.bpmn.frames import from_json, procedure_of, to_json, told_of

PLAIN = '<startEvent id="s"/>' + task("a") + '<endEvent id="e"/>' + flow("f", "s", "a") + flow("g", "a", "e")  # fmt: skip


def test_lanes_say_who_and_timers_say_how_long() -> None:
    read = read_bpmn(drawn(LOOP, lanes=LANES), "sop.bpmn")
    assert read.problems == ()
    assert read.procedure is not None
    assert read.procedure.tasks == (
        Step("compare", "task", "Compare", "应收会计", 2),
        Step("explain", "task", "Explain", "应收会计", 1),
        Step("sign", "task", "Sign", "FM", None),
    )
    assert [way.name for way in read.procedure.answers_of("compare")] == ["Differs", "Agrees"]


@pytest.mark.parametrize(
    ("said", "fact"),
    [("fact: statement sent", "statement sent"), ("Who: us\n 事实： 对账单  已发出 \nmore", "对账单 已发出"), ("FACT:x", "x"),
     ("in fact: x", ""), ("", "")],
)  # fmt: skip
def test_documentation_names_the_fact_of_a_task_and_of_an_arrow(said: str, fact: str) -> None:
    told = f"<documentation>{said}</documentation>"
    file = PLAIN.replace(
        '<userTask id="a" name="a"/>', f'<userTask id="a" name="a">{told}</userTask>'
    )
    file = file.replace(flow("g", "a", "e"), f'<sequenceFlow id="g" sourceRef="a" targetRef="e">{told}</sequenceFlow>')  # fmt: skip
    read = read_bpmn(drawn(file), "x.bpmn")
    assert read.problems == ()
    assert read.procedure is not None
    assert read.procedure.tasks[0].fact == fact
    assert [way.fact for way in read.procedure.ways] == ["", fact]
    assert procedure_of(told_of(read.procedure)) == read.procedure


@pytest.mark.parametrize("said", ["3 个工作日", "3天", "3 working days", "3 d", "3 days at most", "3日"])  # fmt: skip
def test_a_limit_may_be_said_in_words(said: str) -> None:
    timer = f'<boundaryEvent id="t" name="{said}" attachedToRef="a"><timerEventDefinition/></boundaryEvent>'  # fmt: skip
    read = read_bpmn(drawn(PLAIN.replace(task("a"), task("a", days="") + timer)), "x.bpmn")
    assert read.procedure is not None
    assert read.procedure.tasks[0].days == 3


@pytest.mark.parametrize("said", ["soon", "PT4H", "3 drinks", "P1M"])
def test_a_limit_nobody_can_read_is_named(said: str) -> None:
    read = read_bpmn(drawn(PLAIN.replace("P2D", said)), "x.bpmn")
    assert [each.code for each in read.problems] == ["bpmn.limit"]
    assert not read.is_whole


@pytest.mark.parametrize(
    "shape",
    [
        '<scriptTask id="x"><script>import os; os.system("true")</script></scriptTask>',
        '<serviceTask id="x"/>', '<subProcess id="x"><task id="y"/></subProcess>', '<callActivity id="x"/>',
        '<inclusiveGateway id="x"/>', '<intermediateCatchEvent id="x"/>', '<endEvent id="x"><errorEventDefinition/></endEvent>',
        '<boundaryEvent id="x" attachedToRef="a"><errorEventDefinition/></boundaryEvent>',
    ],
)  # fmt: skip
def test_what_a_machine_would_run_is_named_and_left_out(shape: str) -> None:
    read = read_bpmn(drawn(PLAIN + shape + (flow("h", "a", "x") if "boundary" not in shape else "")), "x.bpmn")  # fmt: skip
    assert [each.code for each in read.problems] == ["bpmn.element"]
    assert read.procedure is not None
    assert "x" not in read.procedure.by_id
    assert b"script" not in engine_bpmn(read.procedure)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bpmn.damaged"),
        (b"PK\x03\x04", "bpmn.damaged"),
        (b"<html/>", "bpmn.not_one"),
        (drawn(PLAIN, before="<!DOCTYPE x [<!ENTITY e 'x'>]>"), "bpmn.doctype"),
        (drawn(PLAIN, after=f'<process id="q">{PLAIN}</process>'), "bpmn.several"),
        (drawn(PLAIN, shapes=False), "bpmn.no_drawing"),
        (drawn(PLAIN + task("a")), "bpmn.id"),
        (drawn(PLAIN.replace('id="a"', 'id="a\' or 1==1 or \'"')), "bpmn.way"),
        (drawn(PLAIN + flow("h", "a", "nowhere")), "bpmn.way"),
        (drawn(PLAIN + "".join(task(f"t{no}", days="") for no in range(100))), "bpmn.too_many_steps"),
        (b'<definitions><process id="p"/></definitions>', "bpmn.no_process"),
        (b"<a>" * 60 + b"</a>" * 60, "bpmn.too_deep"),
    ],
)  # fmt: skip
def test_what_is_no_procedure_is_refused_with_its_reason(content: bytes, code: str) -> None:
    read = read_bpmn(content, "x.bpmn")
    assert read.procedure is None
    assert [each.code for each in read.problems] == [code]


def test_an_id_that_could_become_part_of_a_condition_is_refused() -> None:
    """Ids of ways are compared in the engine's conditions: nothing but names goes in."""
    hostile = flow("x' or '1", "a", "e")
    read = read_bpmn(drawn(PLAIN + hostile), "x.bpmn")
    assert [each.code for each in read.problems] == ["bpmn.id"]


def test_the_child_says_what_the_reading_says() -> None:
    content = drawn(LOOP, lanes=LANES)
    read = read_bpmn(content, "sop.bpmn")
    assert read_bpmn_apart(content, "sop.bpmn") == read == from_json(to_json(read))
    assert read.procedure is not None
    assert procedure_of(told_of(read.procedure)) == read.procedure
    assert [each.code for each in read_bpmn_apart(b"x" * (1 << 21), "big").problems] == ["bpmn.too_large"]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ready_made_drawing_is_read_whole(language: str) -> None:
    content = files("wanglai.services.procedures").joinpath(f"reconciliation.{language}.bpmn").read_bytes()  # fmt: skip
    read = read_bpmn(content, "ready.bpmn")
    assert read.is_whole
    assert read.procedure is not None
    assert len(read.procedure.tasks) == 8
    assert all(step.days for step in read.procedure.tasks)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_mutant_of_a_drawing_raises(data: st.DataObject) -> None:
    content = bytearray(drawn(LOOP, lanes=LANES))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    read = read_bpmn(bytes(content), "m.bpmn")
    assert read.procedure is not None or read.problems


def test_a_lane_inside_a_lane_is_who_does_it() -> None:
    nested = f'<lane id="o" name="Finance"><flowNodeRef>a</flowNodeRef><childLaneSet id="c">{lane("FM", "a")}</childLaneSet></lane>'  # fmt: skip
    read = read_bpmn(drawn(PLAIN, lanes=nested), "x.bpmn")
    assert read.procedure is not None
    assert read.procedure.tasks[0].role == "FM"
