"""Who carries which duty: the nine roles, the twenty-six duties, and the pairs of roles kept apart.

One table; the acts of ``policy`` are derived from it, the printed page shows it, the database keeps the hard pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from tieout.refusal import Wording

ROLE_NAMES = {
    "SAL": Wording("销售", "Sales"),
    "CSH": Wording("出纳", "Cashier"),
    "ARA": Wording("应收会计", "Receivables accountant"),
    "CRC": Wording("信用管理", "Credit controller"),
    "COL": Wording("催收", "Collector"),
    "FM": Wording("财务经理", "Finance manager"),
    "AUD": Wording("审计", "Auditor"),
    "ADM": Wording("系统管理员", "System administrator"),
    "CUS": Wording("客户联系人", "Customer contact"),
}


class Mark(StrEnum):
    """What a role does for a duty."""

    MAKE = "make"
    ASK = "ask"  # asks for it; another makes or approves
    ADVISE = "advise"  # says what should be done
    HELP = "help"  # brings facts, evidence, notes
    APPROVE = "approve"
    VIEW = "view"
    OWN = "own"  # sees or makes what is their own only
    RUN = "run"  # runs the check, changes nothing


@dataclass(frozen=True)
class Cell:
    """One field of the matrix: the marks it means and how it is printed."""

    marks: frozenset[Mark]
    words: Wording


_ = frozenset
CELLS: dict[str, Cell] = {
    "-": Cell(_(), Wording("—", "–")),
    "M": Cell(_({Mark.MAKE}), Wording("M", "M")),
    "M(req)": Cell(_({Mark.ASK}), Wording("M（申请）", "M (asks)")),
    "M(advice)": Cell(_({Mark.ADVISE}), Wording("M（建议）", "M (advice)")),
    "M(evidence)": Cell(_({Mark.HELP}), Wording("M（证据）", "M (evidence)")),
    "M(facts)": Cell(_({Mark.HELP}), Wording("M（事实）", "M (facts)")),
    "M(notes)": Cell(_({Mark.HELP}), Wording("M（备注）", "M (notes)")),
    "M(O)": Cell(_({Mark.MAKE, Mark.OWN}), Wording("M（本人）", "M (own)")),
    "A": Cell(_({Mark.APPROVE}), Wording("A", "A")),
    "A (M = second FM)": Cell(
        _({Mark.APPROVE, Mark.MAKE}),
        Wording("A（由另一财务经理制单）", "A (made by a second manager)"),
    ),
    "A over limit": Cell(_({Mark.APPROVE}), Wording("A（超限额）", "A (over the limit)")),
    "A over limit / low score": Cell(
        _({Mark.APPROVE}), Wording("A（超限额或低匹配分）", "A (over the limit, low score)")
    ),
    "A (two)": Cell(_({Mark.APPROVE}), Wording("A（两人）", "A (two people)")),
    "A (batch)": Cell(_({Mark.APPROVE}), Wording("A（整批）", "A (the batch)")),
    "A if money moves": Cell(
        _({Mark.APPROVE}), Wording("A（涉及资金时）", "A (where money moves)")
    ),
    "A (two over limit)": Cell(
        _({Mark.APPROVE}), Wording("A（超限额两人）", "A (two people over the limit)")
    ),
    "A(roles)": Cell(_({Mark.APPROVE}), Wording("A（角色）", "A (roles)")),
    "V": Cell(_({Mark.VIEW}), Wording("V", "V")),
    "V(O)": Cell(_({Mark.OWN}), Wording("V（本人）", "V (own)")),
    "V+run": Cell(_({Mark.VIEW, Mark.RUN}), Wording("V＋执行", "V, runs it")),
    "run only": Cell(_({Mark.RUN}), Wording("仅执行", "runs it only")),
    "O": Cell(_({Mark.OWN}), Wording("O", "O")),
    "O(req)": Cell(_({Mark.OWN}), Wording("O（申请）", "O (asks)")),
    "O(hint)": Cell(_({Mark.OWN}), Wording("O（提示）", "O (hint)")),
}

_TABLE = """
 1 | 客户主数据新增与变更 | Customer master: create, change | M(req) | - | V | A | V | V | V | - | -
 2 | 客户门户联系人、邮箱、电话 | Customer contact, e-mail, phone for the portal | M(req) | - | M | V | M(req) | A | V | - | O(req)
 3 | 对账单上的本方银行账户 | Our bank account shown on statements | - | V | V | - | - | A (M = second FM) | V | - | V
 4 | 信用额度与账期 | Credit limit and terms | M(req) | - | V | M | V | A | V | - | O
 5 | 解除信用冻结 | Release of a credit hold | M(req) | - | - | M | V | A | V | - | -
 6 | 合同、订单、交付证据 | Contract, order, evidence of delivery | M | - | V | V | V | V | V | - | O
 7 | 发票与应收入账 | Posting of invoices and receivables | V(O) | - | M | V | V | A over limit | V | - | O
 8 | 贷项通知、折扣、价格调整 | Credit note, discount, change of price | M(req) | - | M | V | - | A | V | - | O
 9 | 银行文件导入 | Import of bank files | - | M | V | - | - | V | V | - | -
10 | 收款核销 | Allocation of receipts | - | - | M | V | V | A over limit / low score | V | - | O(hint)
11 | 撤销核销、冲销 | Undoing an allocation, reversal | - | - | M | - | - | A | V | - | -
12 | 退款、释放未核销款 | Refund, release of unapplied cash | - | - | M(req) | V | - | A (two) | V | - | O(req)
13 | 匹配规则新增与变更 | Matching rule: create, change | - | - | M | V | - | A | V | - | -
14 | 向客户出具对账单 | Statement to the customer | V(O) | - | M | V | V | A (batch) | V | - | O
15 | 对账单确认与异议 | Confirming or disputing a statement | - | - | - | - | - | - | V | - | M(O)
16 | 争议处理 | Settling a dispute | M(facts) | - | M | M | M(notes) | A if money moves | V | - | O
17 | 催款计划与模板 | Plan and templates of reminders | - | - | V | M | V | A | V | - | -
18 | 催款联系与付款承诺 | Contact about reminders, promises to pay | V(O) | - | V | V | M | V | V | - | O
19 | 坏账准备计提 | Run of the bad-debt allowance | - | - | M | V | V | A | V | - | -
20 | 坏账核销（账销案存） | Write-off (kept on the memo register) | - | - | M | M(advice) | M(evidence) | A (two over limit) | V | - | -
21 | 期间结账 | Closing a period | - | - | M | - | - | A | V | - | -
22 | 银行余额调节确认 | Sign-off of the bank reconciliation | - | - | M | - | - | A | V | - | -
23 | 批量导出、归档导出 | Bulk export, archive export | - | - | M(req) | M(req) | - | A | M | - | O
24 | 用户、角色、二次验证重置 | People, roles, reset of the second factor | - | - | - | - | - | A(roles) | V | M | -
25 | 设置、密钥、备份、恢复 | Settings, keys, backup, restore | - | - | - | - | - | A | V | M | -
26 | 审计日志、核验、锚定 | Audit trail, proof, anchors | - | - | - | - | - | V | V+run | run only | -
"""


@dataclass(frozen=True)
class Duty:
    """A row of the matrix: what each role does, by role."""

    number: int
    words: Wording
    cells: dict[str, str]  # role -> key of CELLS

    def marks(self, role: str) -> frozenset[Mark]:
        return CELLS[self.cells[role]].marks


def _duty(line: str) -> Duty:
    number, zh, en, *cells = (part.strip() for part in line.split("|"))
    return Duty(int(number), Wording(zh, en), dict(zip(ROLE_NAMES, cells, strict=True)))


DUTIES: dict[int, Duty] = {duty.number: duty for duty in map(_duty, _TABLE.strip().splitlines())}
LEDGER_DUTIES = range(1, 23)
DECIDES = frozenset({Mark.MAKE, Mark.ASK, Mark.ADVISE, Mark.APPROVE})
WHOLE = frozenset({Mark.MAKE, Mark.APPROVE})


def holders(duties: Iterable[int], marks: Iterable[Mark]) -> frozenset[str]:
    """Roles with one of the marks for one of the duties; what is made for oneself only is not enough.

    ``holders([20], [Mark.MAKE, Mark.APPROVE])`` is ARA and FM: CRC only advises, COL only brings evidence.
    """
    wanted = set(marks)
    return frozenset(
        role
        for role in ROLE_NAMES
        for each in (DUTIES[number].marks(role) for number in duties)
        if each & wanted and (Mark.OWN not in each or Mark.OWN in wanted)
    )


@dataclass(frozen=True)
class Pair:
    """Two roles one person should not hold together, and why."""

    roles: frozenset[str]
    why: Wording

    @property
    def codes(self) -> tuple[str, str]:
        """Both roles, in the order of the matrix."""
        one, other = sorted(self.roles, key=list(ROLE_NAMES).index)
        return one, other


def _pairs(ones: Iterable[str], others: Iterable[str], why: Wording) -> tuple[Pair, ...]:
    both = {frozenset({one, other}) for one in ones for other in others if one != other}
    found = (frozenset(each) for each in combinations(ROLE_NAMES, 2))
    return tuple(Pair(each, why) for each in found if each in both)


def _once(*pairs: Pair) -> tuple[Pair, ...]:
    """The first reason stands where two rules name the same pair."""
    kept: dict[frozenset[str], Pair] = {}
    for pair in pairs:
        kept.setdefault(pair.roles, pair)
    return tuple(kept.values())


_OWN = frozenset({Mark.OWN})
HARD_PAIRS = _once(
    *_pairs(
        ["AUD"],
        ROLE_NAMES,
        Wording("审计只看不做，不得兼任其他角色。", "An auditor looks at what others do and does none of it."),
    ),
    *_pairs(
        ["ADM"],
        holders(LEDGER_DUTIES, DECIDES | _OWN),
        Wording(
            "管理人员与密钥的人不得经手往来账（职责 24 与 1–22）。",
            "Who keeps people and keys keeps no books (duty 24 with 1 to 22).",
        ),
    ),
    *_pairs(
        ["CSH"],
        holders((10, 11, 12, 20, 22), DECIDES),
        Wording(
            "出纳不得登记债权债务，也不得核销或调节银行余额（职责 9 与 10、11、12、20、22）。",
            "A cashier neither keeps claims nor settles, refunds, writes off or signs off the bank "
            "(duty 9 with 10, 11, 12, 20, 22).",
        ),
    ),
)  # fmt: skip
SOFT_PAIRS = _once(
    *_pairs(
        ["CRC"], ["COL"], Wording("既定信用又催收。", "Gives the credit and collects it.")
    ),
    *_pairs(
        ["SAL"],
        holders([16], WHOLE),
        Wording("既签合同又处理争议（职责 6 与 16）。", "Makes the contract and settles its disputes (duties 6 and 16)."),
    ),
    *_pairs(
        ["ARA"],
        holders([17], WHOLE),
        Wording("既记账又定催款计划（职责 17）。", "Keeps the account and plans its reminders (duty 17)."),
    ),
    *_pairs(
        ["CRC"],
        ["FM"],
        Wording("既定额度又批额度（职责 4）。", "Sets a credit limit and approves limits (duty 4)."),
    ),
)  # fmt: skip
