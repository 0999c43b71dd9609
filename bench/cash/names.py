"""Invented companies in two languages, and the ways a bank prints them. None is a real business."""

from __future__ import annotations

import re
from random import Random

SPLITS = ("dev", "validation", "test")
_PLACES = [
    "苏州",
    "宁波",
    "佛山",
    "无锡",
    "青岛",
    "东莞",
    "嘉兴",
    "长沙",
    "合肥",
    "泉州",
    "常州",
    "温州",
    "厦门",
    "中山",
    "绍兴",
    "烟台",
]
_FIRST = "禾启恒明拓景瑞盛远佳汇云安博昌鼎丰冠海宏华嘉凯朗隆睿森泰祥益"
_SECOND = "润盛岳澜川和峰嘉达禾锦帆诚德飞光浩吉康力茂宁鹏荣升腾旺兴源卓"
_TRADES = [
    "贸易",
    "商贸",
    "供应链",
    "电器",
    "机电",
    "食品",
    "包装材料",
    "建材",
    "五金",
    "化工",
    "纺织",
    "物流",
]
_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司")
_EN_FIRST = [
    "Harl",
    "Bright",
    "Kest",
    "Lind",
    "Oak",
    "Stan",
    "Wex",
    "Thorn",
    "Ald",
    "Birch",
    "Cald",
    "Dun",
    "Elm",
    "Farn",
    "Glen",
    "Hath",
    "Ive",
    "Kirk",
    "Long",
    "Marl",
    "Nor",
    "Pem",
    "Quill",
    "Rad",
    "Sel",
    "Tarn",
]
_EN_SECOND = [
    "ow",
    "moor",
    "rel",
    "en",
    "field",
    "more",
    "ley",
    "by",
    "ridge",
    "wood",
    "mere",
    "ton",
    "shaw",
    "combe",
    "dale",
    "stead",
]
_EN_TRADES = [
    "Trading",
    "Wholesale",
    "Supplies",
    "Components",
    "Retail",
    "Logistics",
    "Foods",
    "Packaging",
]
_EN_FORMS = ("Ltd", "Limited", "GmbH", "AG", "plc", "Inc.", "LLC", "B.V.", "Pty Ltd")
_SHORT_FORMS = {"Limited": "Ltd.", "Ltd": "LTD", "GmbH": "Gmbh", "Inc.": "INC", "LLC": "L.L.C."}


def split_of(seed: int) -> str:
    """Seeds from 0 are dev, from 1000 validation, from 2000 the test; their customers differ."""
    return SPLITS[min(seed // 1000, 2)]


class Names:
    """Draws company names that no other split can draw and no two customers share."""

    def __init__(self, random: Random, *, split: str) -> None:
        self.random = random
        place = SPLITS.index(split)
        self.first, self.en_first = _FIRST[place::3], _EN_FIRST[place::3]
        self.taken: set[str] = set()

    def company(self, *, english: bool) -> str:
        for tries in range(10_000):
            name = self._western() if english else self._chinese()
            if tries > 50:
                letter = self.random.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
                name = (
                    f"{letter}{tries % 97} {name}" if english else f"{name[:2]}{letter}{name[2:]}"
                )
            if name not in self.taken:
                self.taken.add(name)
                return name
        raise ValueError("no company name is left")

    def _chinese(self) -> str:
        pick = self.random.choice
        third = pick(_SECOND) if self.random.random() < 0.4 else ""
        return (
            f"{pick(_PLACES)}{pick(self.first)}{pick(_SECOND)}{third}{pick(_TRADES)}{pick(_FORMS)}"
        )

    def _western(self) -> str:
        pick = self.random.choice
        partner = (
            f" & {pick(self.en_first)}{pick(_EN_SECOND)}" if self.random.random() < 0.3 else ""
        )
        return (
            f"{pick(self.en_first)}{pick(_EN_SECOND)}{partner} {pick(_EN_TRADES)} {pick(_EN_FORMS)}"
        )


def as_bank_prints(random: Random, name: str, *, english: bool) -> str:
    """The same company in another spelling that a clerk still recognises."""
    ways = _english_ways(random, name) if english else _chinese_ways(name)
    return random.choice([way for way in ways if way != name] or [name])


def _english_ways(random: Random, name: str) -> list[str]:
    form = next((f for f in sorted(_EN_FORMS, key=len, reverse=True) if name.endswith(" " + f)), "")
    bare = name.removesuffix(form).rstrip()
    place = random.randrange(1, max(2, len(bare) - 1))
    return [
        name.upper(),
        bare,
        f"{bare}, {form}",
        f"{bare} {_SHORT_FORMS.get(form, form.upper())}".upper(),
        name[:24].rstrip(),
        name.replace(" & ", " AND ").upper(),
        bare[:place] + bare[place + 1 :] + " " + form,  # one letter lost
    ]


def _chinese_ways(name: str) -> list[str]:
    bare = re.sub(r"(股份)?有限(责任)?公司$", "", name)
    place = name[:2]
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    return [
        bare,
        f"{bare}公司",
        f"{name[2:]}",
        f"{name[2:].replace('有限', f'（{place}）有限', 1)}",
        f"{place}市{name[2:]}",
        name[:12],
        f"{name} ",
        wide,
        f"{name}（财务部）",
    ]
