"""The columns Chinese banks and wallets export, by the names in their header row.

Each layout says where its names are from: *seen* in a file that a bank or wallet made, or *told* by programs that read such
files and by the maker's own interface description. The page docs/formats/bank.md lists which is which.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

# What a column can be. Of those that may stand in several columns, ``text`` joins them; of the others the first is taken.
Role = Literal[
    "day", "value_day", "in", "out", "amount", "direction", "balance", "currency", "name", "account", "other", "payer_name",
    "payer_account", "payee_name", "payee_account", "own_account", "bank_reference", "reference", "code", "status", "text",
]  # fmt: skip
DecimalMark = Literal["", ".", ","]
DayOrder = Literal["", "dmy", "mdy"]
Columns = Mapping[Role, Sequence[int]]  # places from 0
Names = Mapping[Role, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sense:
    """What the figures of a table mean beside its columns."""

    account: str = ""  # where the file does not name it
    currency: str = "CNY"  # where no column does
    outgoing_is_positive: bool = False  # lists of cards: what was spent stands without a sign
    out_is_absolute: bool = False  # the column of money out may carry a minus of its own
    is_wallet: bool = False  # rows say income, expense or neither, and how far the order has come
    decimal_mark: DecimalMark = (
        ""  # of a table whose columns somebody named; empty where its rows are to show it
    )
    day_order: DayOrder = ""  # likewise, of days that do not begin with the year


@dataclass(frozen=True, slots=True)
class Layout:
    form: str
    needs: tuple[str, ...]  # names without which it is another layout
    names: Names
    sense: Sense = field(default_factory=Sense)


def bare(name: str) -> str:
    """A header name without blanks, its English half and the width of its signs: ``日 志 号`` is 日志号, ``金额（元）`` is 金额(元)."""
    plain = unicodedata.normalize("NFKC", name).partition("[")[0]
    return re.sub(r"\s+", "", plain)


LAYOUTS: tuple[Layout, ...] = (
    Layout("icbc", ("交易日期", "摘要", "交易场所", "记账金额(收入)", "记账金额(支出)", "记账币种", "余额"), {
        "day": ("记账日期", "交易日期"), "in": ("记账金额(收入)",), "out": ("记账金额(支出)",), "balance": ("余额",),
        "currency": ("记账币种",), "name": ("对方户名",), "account": ("对方账户",), "code": ("摘要",),
        "text": ("摘要", "交易详情", "交易场所"),
    }),
    Layout("icbc", ("交易时间", "本方账号", "对方单位", "转入金额", "转出金额", "余额"), {
        "day": ("交易时间",), "in": ("转入金额",), "out": ("转出金额",), "balance": ("余额",), "own_account": ("本方账号",),
        "name": ("对方单位",), "account": ("对方账号",), "currency": ("币种",), "text": ("摘要", "用途", "附言"),
    }),
    Layout("icbc", ("凭证号", "本方账号", "交易时间", "借方发生额", "贷方发生额", "对方单位名称", "余额"), {
        "day": ("交易时间",), "in": ("贷方发生额",), "out": ("借方发生额",), "balance": ("余额",), "own_account": ("本方账号",),
        "name": ("对方单位名称",), "account": ("对方账号",), "reference": ("凭证号",), "text": ("摘要", "用途", "个性化信息"),
    }),
    Layout("ccb", ("记账日", "交易日期", "支出", "收入", "账户余额", "摘要", "对方户名"), {
        "day": ("记账日",), "in": ("收入",), "out": ("支出",), "balance": ("账户余额",), "currency": ("币种",),
        "name": ("对方户名",), "account": ("对方账号",), "code": ("摘要",), "text": ("摘要", "交易地点"),
    }),
    Layout("ccb", ("交易时间", "借方发生额/元(支取)", "贷方发生额/元(收入)", "余额", "对方户名"), {
        "day": ("记账日期", "交易时间"), "in": ("贷方发生额/元(收入)",), "out": ("借方发生额/元(支取)",), "balance": ("余额",),
        "currency": ("币种",), "name": ("对方户名",), "account": ("对方账号",), "own_account": ("账号",),
        "bank_reference": ("账户明细编号-交易流水号",), "reference": ("企业流水号", "凭证号"), "text": ("摘要", "备注"),
    }),
    Layout("ccb", ("交易时间", "借方发生额(支取)", "贷方发生额(收入)", "余额", "对方户名"), {
        "day": ("记账日期", "交易时间"), "in": ("贷方发生额(收入)",), "out": ("借方发生额(支取)",), "balance": ("余额",),
        "currency": ("币种",), "name": ("对方户名",), "account": ("对方账号",), "own_account": ("账号",),
        "bank_reference": ("账户明细编号-交易流水号",), "reference": ("企业流水号", "凭证号"), "text": ("摘要", "备注"),
    }),
    Layout("boc", ("记账日期", "币别", "金额", "余额", "交易名称", "对方账户名"), {
        "day": ("记账日期",), "amount": ("金额",), "balance": ("余额",), "currency": ("币别",), "name": ("对方账户名",),
        "account": ("对方卡号/账号",), "own_account": ("借记卡号",), "code": ("交易名称",), "text": ("交易名称", "附言", "网点名称"),
    }),
    Layout("boc", ("交易日", "银行记账日", "交易描述", "存入", "支出", "币种"), {
        "day": ("银行记账日",), "in": ("存入",), "out": ("支出",), "currency": ("币种",), "text": ("交易描述",),
    }),
    Layout("boc", ("交易日期", "收款人名称", "付款人名称", "交易金额", "交易后余额"), {
        "day": ("交易日期",), "value_day": ("起息日期",), "amount": ("交易金额",), "balance": ("交易后余额",), "currency": ("交易货币",),
        "payer_name": ("付款人名称",), "payer_account": ("付款人账号",), "payee_name": ("收款人名称",), "payee_account": ("收款人账号",),
        "bank_reference": ("交易流水号",), "text": ("摘要", "用途", "交易附言", "备注"),
    }),
    Layout("abc", ("交易日期", "交易摘要", "交易金额", "本次余额", "对手信息"), {
        "day": ("交易日期",), "amount": ("交易金额",), "balance": ("本次余额",), "other": ("对手信息",), "code": ("交易摘要",),
        "bank_reference": ("日志号",), "text": ("交易摘要", "交易附言"),
    }),
    Layout("abc", ("交易时间", "收入金额", "支出金额", "账户余额", "对方户名", "交易用途"), {
        "day": ("交易时间",), "in": ("收入金额",), "out": ("支出金额",), "balance": ("账户余额",), "name": ("对方户名",),
        "account": ("对方账号",), "text": ("交易用途", "摘要", "交易附言"),
    }),
    Layout("bocom", ("交易日期", "交易类型", "借贷", "交易金额", "余额", "对方户名"), {
        "day": ("交易日期",), "amount": ("交易金额",), "direction": ("借贷",), "balance": ("余额",), "name": ("对方户名",),
        "account": ("对方账号",), "code": ("交易类型",), "text": ("摘要", "交易地点"),
    }),
    Layout("cmb", ("记账日期", "货币", "交易金额", "联机余额", "交易摘要", "对手信息"), {
        "day": ("记账日期",), "amount": ("交易金额",), "balance": ("联机余额",), "currency": ("货币",), "other": ("对手信息",),
        "code": ("交易摘要",), "text": ("交易摘要", "客户摘要"),
    }),
    Layout("cmb", ("交易日", "借方金额", "贷方金额", "余额", "收(付)方名称"), {
        "day": ("交易日",), "value_day": ("起息日",), "in": ("贷方金额",), "out": ("借方金额",), "balance": ("余额",),
        "name": ("收(付)方名称",), "account": ("收(付)方账号",), "bank_reference": ("流水号",), "reference": ("业务参考号",),
        "code": ("交易类型",), "text": ("摘要", "业务摘要", "用途", "其它摘要"),
    }),
    Layout("cmb", ("交易日期", "借方(出账)", "贷方(入账)", "余额", "收(付)方名称"), {
        "day": ("交易日期",), "in": ("贷方(入账)",), "out": ("借方(出账)",), "balance": ("余额",), "name": ("收(付)方名称",),
        "account": ("收(付)方账号",), "bank_reference": ("交易流水号",), "code": ("交易类型",), "text": ("摘要",),
    }),
    Layout("citic", ("交易日期", "借方发生额", "贷方发生额", "账户余额", "对方账户名称", "柜员交易号"), {
        "day": ("交易日期",), "in": ("贷方发生额",), "out": ("借方发生额",), "balance": ("账户余额",), "currency": ("币种",),
        "name": ("对方账户名称",), "account": ("对方账号",), "own_account": ("交易账号",), "bank_reference": ("柜员交易号",),
        "text": ("摘要", "附言"),
    }),
    Layout("citic", ("交易日期", "入账日期", "交易描述", "卡末四位", "交易金额", "结算币种", "结算金额"), {
        "day": ("入账日期",), "amount": ("结算金额",), "currency": ("结算币种",), "own_account": ("卡末四位",), "text": ("交易描述",),
    }, Sense(outgoing_is_positive=True)),
    Layout("spdb", ("交易流水号", "交易日期", "对方户名", "对方账号", "借方金额", "贷方金额", "余额"), {
        "day": ("交易日期",), "in": ("贷方金额",), "out": ("借方金额",), "balance": ("余额",), "name": ("对方户名",),
        "account": ("对方账号",), "bank_reference": ("交易流水号",), "text": ("摘要", "备注"),
    }),
    Layout("cgb", ("交易日期", "交易类型", "本期支出", "本期收入", "交易对手信息", "余额"), {
        "day": ("交易日期",), "in": ("本期收入",), "out": ("本期支出",), "balance": ("余额",), "other": ("交易对手信息",),
        "reference": ("票据号码",), "code": ("交易类型",), "text": ("交易类型",),
    }),
    Layout("cgb", ("交易日期", "入账日期", "交易摘要", "交易金额", "入账金额", "入账货币"), {
        "day": ("入账日期",), "amount": ("入账金额",), "currency": ("入账货币",), "text": ("交易摘要",),
    }, Sense(outgoing_is_positive=True)),
    Layout("alipay", ("账务流水号", "发生时间", "收入金额(+元)", "支出金额(-元)", "账户余额(元)"), {
        "day": ("发生时间",), "in": ("收入金额(+元)",), "out": ("支出金额(-元)",), "balance": ("账户余额(元)",),
        "account": ("对方账号",), "bank_reference": ("账务流水号",), "reference": ("商户订单号",), "code": ("业务类型",),
        "text": ("商品名称", "备注"),
    }, Sense(out_is_absolute=True)),
    Layout("alipay", ("交易时间", "交易分类", "交易对方", "收/支", "金额", "交易状态", "交易订单号"), {
        "day": ("交易时间",), "amount": ("金额",), "direction": ("收/支",), "name": ("交易对方",), "account": ("对方账号",),
        "bank_reference": ("交易订单号",), "reference": ("商家订单号",), "code": ("交易分类",), "status": ("交易状态",),
        "text": ("商品说明", "备注", "收/付款方式"),
    }, Sense(is_wallet=True)),
    Layout("wechat", ("记账时间", "微信支付业务单号", "资金流水单号", "收支金额(元)", "账户结余(元)"), {
        "day": ("记账时间",), "amount": ("收支金额(元)",), "direction": ("收支类型",), "balance": ("账户结余(元)",),
        "bank_reference": ("资金流水单号",), "reference": ("业务凭证号",), "code": ("业务类型",), "text": ("业务名称", "备注"),
    }),
    Layout("wechat", ("交易时间", "交易类型", "交易对方", "收/支", "金额(元)", "当前状态", "交易单号"), {
        "day": ("交易时间",), "amount": ("金额(元)",), "direction": ("收/支",), "name": ("交易对方",), "code": ("交易类型",),
        "bank_reference": ("交易单号",), "reference": ("商户单号",), "status": ("当前状态",), "text": ("商品", "备注", "支付方式"),
    }, Sense(is_wallet=True)),
    Layout("jd", ("交易时间", "商户名称", "交易说明", "金额", "交易状态", "收/支", "交易订单号"), {
        "day": ("交易时间",), "amount": ("金额",), "direction": ("收/支",), "name": ("商户名称",), "code": ("交易分类",),
        "bank_reference": ("交易订单号",), "reference": ("商家订单号",), "status": ("交易状态",),
        "text": ("交易说明", "备注", "收/付款方式"),
    }, Sense(is_wallet=True)),
)  # fmt: skip


def layout_of(header: Sequence[str]) -> tuple[Layout, Columns] | None:
    """The layout with the most of this row's names, and where they stand; None where no layout has all it needs."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        places.setdefault(bare(name), at)
    fitting = [each for each in LAYOUTS if all(name in places for name in each.needs)]
    if not fitting:
        return None
    best = max(fitting, key=lambda each: len(each.needs))
    columns: dict[Role, list[int]] = {}
    for role, names in best.names.items():
        found = [places[name] for name in names if name in places]
        if found:
            columns[role] = found if role == "text" else found[:1]
    return best, columns
