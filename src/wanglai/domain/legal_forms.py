"""Legal forms at the ends of company names, Chinese, Japanese and Western: the house's one table.

The matching engine compares names whole and has no such table. 分公司 and 办事处 are not legal forms here: a branch is
another counterparty than its company, and its name keeps the word.
"""

from __future__ import annotations

# As they stand after normalisation, longest first wins; one name per form that means the same.
_CHINESE = {
    "集团股份有限公司": "股份有限公司", "股份有限公司": "股份有限公司", "股份公司": "股份有限公司",
    "集团有限责任公司": "有限公司", "集团有限公司": "有限公司", "有限责任公司": "有限公司", "责任有限公司": "有限公司", "有限公司": "有限公司",
    "集团公司": "公司", "总公司": "公司", "公司": "公司",
    "特殊普通合伙企业": "合伙企业", "合伙企业特殊普通合伙": "合伙企业", "合伙企业有限合伙": "合伙企业", "合伙企业普通合伙": "合伙企业",
    "特殊普通合伙": "合伙企业", "有限合伙企业": "合伙企业", "有限合伙": "合伙企业", "普通合伙": "合伙企业", "合伙企业": "合伙企业",
    "个人独资企业": "个人独资企业", "个人独资": "个人独资企业", "股份合作公司": "股份合作公司", "股份有限會社": "股份有限公司",
    "股份有限公司筹": "股份有限公司", "有限公司筹": "有限公司",
}  # fmt: skip
_JAPANESE = {"株式会社": "株式会社", "有限会社": "有限会社", "合同会社": "合同会社"}
_WESTERN = {
    "co ltd": "ltd", "company limited": "ltd", "company ltd": "ltd", "co limited": "ltd", "limited": "ltd", "ltd": "ltd",
    "pty ltd": "ltd", "pte ltd": "ltd", "pvt ltd": "ltd", "private limited": "ltd", "pty limited": "ltd", "pte limited": "ltd",
    "inc": "inc", "incorporated": "inc", "corp": "corp", "corporation": "corp", "company": "co", "co": "co",
    "llc": "llc", "llp": "llp", "lp": "lp", "plc": "plc",
    "gmbh": "gmbh", "gmbh and co kg": "gmbh & co. kg", "ag": "ag", "kg": "kg", "ohg": "ohg", "ug": "ug", "se": "se",
    "sa": "sa", "sas": "sas", "sarl": "sarl", "srl": "srl", "spa": "spa", "sl": "sl", "bv": "bv", "nv": "nv",
    "ab": "ab", "oy": "oy", "oyj": "oyj", "as": "as", "aps": "aps", "sdn bhd": "sdn bhd", "bhd": "bhd", "kk": "株式会社",
    "sp z oo": "sp. z o.o.", "jsc": "jsc", "ooo": "ooo",
}  # fmt: skip

_AT_THE_END = sorted((*_CHINESE, *_JAPANESE), key=len, reverse=True)
_WORDS_AT_THE_END = sorted(_WESTERN, key=len, reverse=True)


def without_legal_form(plain: str) -> tuple[str, str]:
    """A normalised name without its legal form, and the form; a name that is nothing but a form stays whole.

    ``西门子中国有限公司`` is 西门子中国 and 有限公司; ``alder and sons co ltd`` is alder and sons, and ltd.
    """
    if plain in _CHINESE or plain in _JAPANESE or plain in _WESTERN or plain.endswith("分公司"):
        return plain, ""
    for form in _JAPANESE:
        if plain.startswith(form) and len(plain) > len(form):
            return plain[len(form) :].strip(), _JAPANESE[form]
    for form in _AT_THE_END:
        if plain.endswith(form) and len(plain) > len(form):
            return plain[: -len(form)].strip(), _CHINESE.get(form) or _JAPANESE[form]
    for form in _WORDS_AT_THE_END:
        if plain.endswith(f" {form}"):
            return plain[: -len(form) - 1].strip(), _WESTERN[form]
    return plain, ""
