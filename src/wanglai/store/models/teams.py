"""Teams of a company, and which customers each person sees where their role shows them no more than their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from wanglai.store.models.companies import Company, User


class Team(models.Model):
    """People who look after the same customers."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="team_name_once", fields=["company", "name"]),
            models.UniqueConstraint(name="team_of_company", fields=["company", "id"]),
            models.CheckConstraint(name="team_has_a_name", condition=~Q(name="")),
        ]


class TeamMember(models.Model):
    """One person in one team; the row goes when they leave, the acts stay in the trail."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, db_constraint=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="team_member_once", fields=["team", "user"]),
        ]


class CustomerSight(models.Model):
    """A view: the customers a person manages and those of the teams they are in."""

    pk = models.CompositePrimaryKey("user_id", "customer_id")
    company_id = models.BigIntegerField()
    user_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "customer_sight"
