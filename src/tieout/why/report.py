"""The answer as JSON for scripts and as lines for people."""

from __future__ import annotations

import json
from typing import Any

from tieout.refusal import Wording
from tieout.report.contract import sentence_in
from tieout.rulebook import version_of
from tieout.rules import ENGINE_VERSION
from tieout.sentences import CLASS_NAMES
from tieout.why.answer import Answer, Candidate, Decision, RowSeen
from tieout.why.words import rule_name

_VERDICTS = {
    "matched": Wording("已配在一起。", "Together."),
    "suggested": Wording("建议配在一起，待人工确认。", "Suggested together; to be confirmed by a person."),
    "ambiguous": Wording("系统列为待选：有同样合理的其他配法。", "Undecided: other answers are equally good."),
    "alternative": Wording("未配在一起，但列为另一种可能。", "Not together, but named as another answer."),
    "apart": Wording("未配在一起。", "Not together."),
}  # fmt: skip
_SIDES = {
    "ours": Wording("我方", "ours"),
    "theirs": Wording("对方", "theirs"),
    "item": Wording("单据", "item"),
    "receipt": Wording("收款", "receipt"),
}
_LEVELS = {
    "equal": Wording("一致", "equal"),
    "near": Wording("相近", "near"),
    "far": Wording("相距较远", "far"),
    "quoted": Wording("引用", "quoted"),
    "absent": Wording("缺失", "absent"),
    "total": Wording("合计", "total"),
    "cancels": Wording("抵消", "cancels"),
    "expected": Wording("期望个数", "expected"),
    "learned": Wording("学习表", "learned table"),
} | CLASS_NAMES
_FEATURES = {
    "amount": Wording("金额", "amount"),
    "document": Wording("号码", "number"),
    "date": Wording("日期", "date"),
    "count": Wording("笔数", "lines"),
    "chance": Wording("偶然", "chance"),
    "payer": Wording("付款方", "payer"),
    "usual_delay": Wording("惯常时滞", "usual delay"),
    "series": Wording("编号规则", "series"),
    "habit": Wording("付款习惯", "habit"),
}


def as_json(answer: Answer, language: str) -> dict[str, Any]:
    """Plain values; ``checks`` are in the order in which the rules are tried."""
    return {
        "engine": {"version": ENGINE_VERSION},
        "rows": [one._asdict() for one in answer.rows],
        "verdict": answer.verdict,
        **sentence_in(_VERDICTS[answer.verdict], language),
        "decision": _decision(answer.decision, language) if answer.decision else None,
        "checks": [
            {
                "rule": check.rule,
                "rule_version": version_of(check.rule),
                "reason": check.reason.code,
                **sentence_in(check.reason.sentence, language),
            }
            for check in answer.checks
        ],
        "fates": [sentence_in(fate, language) for fate in answer.fates],
        "nearest": [_candidate(one, answer, language) for one in answer.nearest],
    }


def as_bytes(answer: Answer, language: str) -> bytes:
    return (json.dumps(as_json(answer, language), ensure_ascii=False, indent=1) + "\n").encode()


def _decision(decision: Decision, language: str) -> dict[str, Any]:
    return {
        "rule": decision.rule,
        "rule_version": version_of(decision.rule),
        **sentence_in(decision.sentence, language),
        "evidence": [list(fact) for fact in decision.evidence],
        "arithmetic": decision.arithmetic,
        "uniqueness": decision.uniqueness._asdict(),
    }


def _candidate(one: Candidate, answer: Answer, language: str) -> dict[str, Any]:
    first, second = (row.side for row in answer.rows)
    return {
        "of": one.of,
        first: list(one.first),
        second: list(one.second),
        "rule": one.rule,
        "rule_version": version_of(one.rule) or None,  # "taken" is no rule
        **sentence_in(one.sentence, language),
    }


def lines_of(answer: Answer, language: str) -> list[str]:
    """For the terminal: the rows, the verdict, its grounds, and where else to look."""
    lines = [_row(row, language) for row in answer.rows]
    lines += ["", _VERDICTS[answer.verdict].within(language)]
    if answer.decision:
        lines += _decision_lines(answer.decision, language)
    lines += ["  " + fate.within(language) for fate in answer.fates]
    if answer.checks:
        lines += ["", Wording("逐条规则：", "Rule by rule:").within(language)]
    lines += [
        f"  {rule_name(check.rule).within(language)}: {check.reason.sentence.within(language)}"
        for check in answer.checks
    ]
    if answer.nearest:
        lines += ["", Wording("最接近而未取的：", "Nearest, and not taken:").within(language)]
    lines += ["  " + one.sentence.within(language) for one in answer.nearest]
    return lines


def _row(row: RowSeen, language: str) -> str:
    facts = "  ".join(filter(None, (row.date, row.number, row.amount, row.text)))
    return f"{_SIDES[row.side].within(language)}:{row.row}  {facts}"


def _decision_lines(decision: Decision, language: str) -> list[str]:
    lines = [
        f"  {decision.sentence.within(language)}",
        f"  {decision.arithmetic}",
    ]
    for fact in decision.evidence:
        feature = _FEATURES.get(fact.feature, Wording(fact.feature, fact.feature)).within(language)
        level = _LEVELS.get(fact.level, Wording(fact.level, fact.level)).within(language)
        both = " | ".join(filter(None, (fact.first, fact.second)))
        lines.append(f"  {feature}: {both} ({level})")
    unique = decision.uniqueness
    said = Wording(
        f"候选 {unique.candidates} 行，另有 {unique.alternatives} 种配法",
        f"rows that came into question: {unique.candidates}; other answers: {unique.alternatives}",
    )
    tail = (
        Wording(f"，偶然的期望个数 {unique.chance}", f"; expected by chance: {unique.chance}")
        if unique.chance
        else Wording("", "")
    )
    return [*lines, f"  {said.within(language)}{tail.within(language)}"]
