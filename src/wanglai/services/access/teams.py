"""Teams: people who look after the same customers and therefore see them together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count

from tieout.refusal import Wording
from wanglai.services.access.membership import person_within, record
from wanglai.services.access.scope import NotFound, admit
from wanglai.services.ledger.book import Who
from wanglai.services.refusals import UnableTo
from wanglai.store.models import Customer, Team, TeamMember


class TeamNeedsAName(UnableTo):
    code_of_refusal = "team.name"
    why = Wording("团队需要名称。", "A team needs a name.")
    next_step = Wording("请填写名称。", "Give it a name.")
    http_status = 422


class TeamExists(UnableTo):
    code_of_refusal = "team.exists"
    why = Wording("已有同名团队。", "There is a team of this name already.")
    next_step = Wording("请换一个名称。", "Choose another name.")


@dataclass(frozen=True)
class MemberRow:
    id: int
    name: str


@dataclass(frozen=True)
class TeamRow:
    """A team with its people by name and how many customers it looks after."""

    id: int
    name: str
    members: tuple[MemberRow, ...]
    customers: int


def teams(*, company_id: int, actor: int) -> tuple[TeamRow, ...]:
    """Every team of the company by name. Refuses, in order: NotFound, NotPermitted."""
    admit(company_id=company_id, actor=actor, act="view_people")
    members: dict[int, list[MemberRow]] = {}
    for row in TeamMember.objects.filter(company_id=company_id).select_related("user").order_by("user__name", "user__email"):  # fmt: skip
        members.setdefault(row.team_id, []).append(MemberRow(row.user_id, row.user.get_full_name()))
    of_teams = Customer.objects.filter(company_id=company_id, team__isnull=False)
    counted = dict(of_teams.values_list("team_id").annotate(Count("id")))
    return tuple(
        TeamRow(team.id, team.name, tuple(members.get(team.id, ())), counted.get(team.id, 0))
        for team in Team.objects.filter(company_id=company_id).order_by("name")
    )


@transaction.atomic
def form_team(*, company_id: int, actor: int, origin: str, name: str) -> int:
    """Found a team; its id. Refuses, in order: NotFound, NotPermitted, TeamNeedsAName, TeamExists."""
    admit(company_id=company_id, actor=actor, act="manage_people")
    name = name.strip()[:120]
    if not name:
        raise TeamNeedsAName
    try:
        with transaction.atomic():
            team = Team.objects.create(company_id=company_id, name=name)
    except IntegrityError as problem:
        raise TeamExists(name) from problem
    record(company_id, Who(actor, origin), "form_team", team=team.id, name=name)
    return int(team.id)


@transaction.atomic
def join_team(*, company_id: int, actor: int, origin: str, team_id: int, person_id: int) -> None:
    """A person joins a team and sees its customers; joining twice changes nothing.

    Refuses, in order: NotFound, NotPermitted, NotFound (team), NotFound (person).
    """
    team = _team(company_id, actor, team_id)
    person = person_within(company_id, person_id)
    _, is_new = TeamMember.objects.get_or_create(company_id=company_id, team=team, user=person)
    if is_new:
        record(company_id, Who(actor, origin), "join_team", person, team=team.id, name=team.name)


@transaction.atomic
def leave_team(*, company_id: int, actor: int, origin: str, team_id: int, person_id: int) -> None:
    """A person leaves a team and no longer sees its customers through it.

    Refuses, in order: NotFound, NotPermitted, NotFound (team), NotFound (not in the team).
    """
    team = _team(company_id, actor, team_id)
    rows = TeamMember.objects.filter(company_id=company_id, team=team, user_id=person_id)
    found = rows.select_related("user").first()
    if found is None:
        raise NotFound
    person = found.user
    found.delete()
    record(company_id, Who(actor, origin), "leave_team", person, team=team.id, name=team.name)


def _team(company_id: int, actor: int, team_id: int) -> Team:
    admit(company_id=company_id, actor=actor, act="manage_people")
    team = Team.objects.select_for_update(no_key=True).filter(company_id=company_id, id=team_id).first()  # fmt: skip
    if team is None:
        raise NotFound
    return team
