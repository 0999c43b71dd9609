"""What fields, classes and channels of a customer are called, in both languages."""

from __future__ import annotations

from tieout.refusal import Wording
from wanglai.domain.countries import COUNTRIES

FIELDS: dict[str, Wording] = {
    "name": Wording("名称", "Name"),
    "names": Wording("别名", "Other names"),
    "short_name": Wording("简称", "Short name"),
    "number": Wording("客户编号", "Customer number"),
    "tax_number": Wording("税号", "Tax number"),
    "tax_country": Wording("税号所属国家", "Country of the tax number"),
    "industry": Wording("行业", "Industry"),
    "region": Wording("地区", "Region"),
    "is_key_account": Wording("大客户", "Key account"),
    "parent": Wording("上级客户", "Belongs to"),
    "stopped": Wording("停用", "Stopped"),
    "tags": Wording("标签", "Tag"),
    "contact": Wording("联系人", "Contact"),
    "contact_asked": Wording("联系人（待确认）", "Contact asked for"),
    "bank_account": Wording("银行账号", "Bank account"),
    "bank_account_asked": Wording("银行账号（待审批）", "Bank account asked for"),
    "bank_account_seen": Wording("查看完整账号", "Whole bank account looked at"),
    "address": Wording("地址", "Address"),
    "payer": Wording("代付方", "Payer"),
    "payer_name": Wording("付款户名", "Payer's name"),
    "file": Wording("文件", "File"),
    "merged_into": Wording("合并到", "Merged into"),
    "merged_from": Wording("并入", "Took in"),
}
TIERS = {tier: Wording(f"{tier} 类", f"Tier {tier}") for tier in "ABC"}
FREQUENCIES = {
    "frequent": Wording("高频", "Trades often"),
    "regular": Wording("常规", "Trades regularly"),
    "occasional": Wording("偶尔", "Trades now and then"),
    "dormant": Wording("休眠", "Dormant"),
    "none": Wording("无交易", "No trade"),
}
BEHAVIOURS = {
    "prompt": Wording("按时付款", "Pays promptly"),
    "slow": Wording("付款偏慢", "Pays slowly"),
    "late": Wording("经常逾期", "Pays late"),
    "bad": Wording("严重逾期", "Pays badly"),
    "unknown": Wording("尚无付款记录", "No payments to judge by"),
}
CLASSES: dict[str, dict[str, Wording]] = {
    "tier": TIERS,
    "frequency": FREQUENCIES,
    "behaviour": BEHAVIOURS,
}
CLASS_KINDS = {
    "tier": Wording("客户等级", "Tier"),
    "frequency": Wording("交易频率", "Frequency"),
    "behaviour": Wording("付款表现", "Payment behaviour"),
}
# How the history keeps a yes and a no, and how each is said.
ANSWERS = {"yes": Wording("是", "yes"), "no": Wording("否", "no")}
ANSWERED = ("is_key_account",)
CHANNELS = {
    "email": Wording("邮箱", "E-mail"),
    "phone": Wording("电话", "Telephone"),
    "wecom": Wording("企业微信", "WeCom"),
    "dingtalk": Wording("钉钉", "DingTalk"),
}
ADDRESS_KINDS = {
    "registered": Wording("注册地址", "Registered"),
    "billing": Wording("开票地址", "Billing"),
    "delivery": Wording("收货地址", "Delivery"),
    "letters": Wording("通信地址", "Letters"),
}


def class_words(kind: str, value: str) -> Wording:
    return CLASSES[kind].get(value, Wording(value, value))


def field_words(field: str) -> Wording:
    return FIELDS.get(field, Wording(field, field))


def country_words(code: str) -> Wording:
    """``CN`` is 中国, China; a country nobody named here keeps its two letters."""
    known = COUNTRIES.get(code)
    return Wording(known.zh, known.en) if known else Wording(code, code)


def value_words(field: str, kept: str) -> Wording | None:
    """A value of a field as the history keeps it, said: ``no`` of a key account is 否. None where nothing stands there."""
    if field in ANSWERED and kept in ANSWERS:
        return ANSWERS[kept]
    if field == "tax_country" and kept:
        return country_words(kept)
    return Wording(kept, kept) if kept else None
