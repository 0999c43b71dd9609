"""Which role a lane means: its code, or its name in either language."""

from __future__ import annotations

from dataclasses import replace

from wanglai.domain.procedures import Procedure
from wanglai.services.access.matrix import ROLE_NAMES

# What companies write on lanes besides our own words.
_OTHER_WORDS = {
    "会计": "ARA", "应收": "ARA", "财务": "ARA", "accountant": "ARA", "业务员": "SAL", "客户经理": "SAL", "account manager": "SAL",
    "信用": "CRC", "经理": "FM", "manager": "FM", "客户": "CUS", "customer": "CUS",
}  # fmt: skip
_CODES = {
    **_OTHER_WORDS,
    **{code.lower(): code for code in ROLE_NAMES},
    **{words.zh: code for code, words in ROLE_NAMES.items()},
    **{words.en.lower(): code for code, words in ROLE_NAMES.items()},
}
# Who is asked to do steps: neither who audits nor who runs the machine.
ROLES = tuple(code for code in ROLE_NAMES if code not in ("AUD", "ADM"))


def with_roles(procedure: Procedure) -> Procedure:
    """The procedure with the code of a role where its lane names one we know, else with the lane's own words."""
    steps = (replace(step, role=_CODES.get(step.role.lower(), step.role)) for step in procedure.steps)  # fmt: skip
    return replace(procedure, steps=tuple(steps))
