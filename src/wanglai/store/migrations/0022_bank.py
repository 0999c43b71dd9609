"""Bank accounts, files, statements and entries; cash application, deductions, remittances; many settlements in one call."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wanglai.store import bank_walls


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0021_papers_by_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("bank", models.CharField(blank=True, max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("sealed", models.BinaryField()),
                ("number_hash", models.BinaryField()),
                ("last_four", models.CharField(max_length=4)),
                ("shown", models.CharField(max_length=60)),
                ("layout", models.JSONField(null=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("opened_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="our_account_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("company", "number_hash", "currency"), name="our_account_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="our_account_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("agreed_by__isnull", True), models.Q(("agreed_by", models.F("opened_by")), _negated=True), _connector="OR"),
                        name="our_account_agreed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("bank_account_id", models.BigIntegerField()),
                ("statement_id", models.BigIntegerField()),
                ("ordinal", models.IntegerField()),
                ("batch_id", models.BigIntegerField(null=True)),
                ("fingerprint", models.BinaryField()),
                ("occurrence", models.IntegerField()),
                ("booked_on", models.DateField()),
                ("value_on", models.DateField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("is_reversal", models.BooleanField()),
                ("payments", models.IntegerField(default=1)),
                ("other_name", models.CharField(blank=True, max_length=200)),
                ("other_account_hash", models.BinaryField(null=True)),
                ("other_account_sealed", models.BinaryField(null=True)),
                ("other_account_shown", models.CharField(blank=True, max_length=60)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("bank_reference", models.CharField(blank=True, max_length=200)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("instructed_amount", models.BigIntegerField(null=True)),
                ("instructed_currency", models.CharField(blank=True, max_length=3)),
                ("rate", models.CharField(blank=True, max_length=40)),
                ("charges", models.BigIntegerField(null=True)),
                ("place", models.CharField(max_length=200)),
                ("handed_in_by_id", models.BigIntegerField()),
                ("state", models.CharField(default="waiting", max_length=7)),
                ("customer_id", models.BigIntegerField(null=True)),
                ("entry_seq", models.BigIntegerField(null=True)),
                ("moved_seq", models.BigIntegerField(null=True)),
                ("aside_kind", models.CharField(blank=True, max_length=14)),
                ("aside_note", models.CharField(blank=True, max_length=500)),
                ("version", models.IntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company_id", "id"), name="bank_entry_of_company"),
                    models.UniqueConstraint(fields=("bank_account_id", "fingerprint", "occurrence"), name="bank_entry_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", ("waiting", "asked", "posted", "aside", "split"))), name="bank_entry_state_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer_id__isnull", False), ("entry_seq__isnull", False), ("state", "posted")),
                            models.Q(models.Q(("state", "posted"), _negated=True), ("entry_seq__isnull", True), ("moved_seq__isnull", True)),
                            _connector="OR",
                        ),
                        name="bank_entry_posted_has_an_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("aside_kind__in", ("paid_out", "charge", "interest", "own_transfer", "not_a_customer", "bounced")), ("state", "aside")),
                            models.Q(models.Q(("state", "aside"), _negated=True), ("aside_kind", ""), ("aside_note", "")),
                            _connector="OR",
                        ),
                        name="bank_entry_aside_says_why",
                    ),
                    models.CheckConstraint(condition=models.Q(("occurrence__gte", 1), ("ordinal__gte", 1)), name="bank_entry_occurs"),
                    models.UniqueConstraint(
                        condition=models.Q(("entry_seq__isnull", False)), fields=("company_id", "entry_seq"), name="bank_entry_receipt_once"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company_id", "state", "-id"], name="bank_entry_in_state"),
                    models.Index(fields=["bank_account_id", "booked_on", "id"], name="bank_entry_by_day"),
                    models.Index(fields=["statement_id"], name="bank_entry_of_statement"),
                    models.Index(condition=models.Q(("moved_seq__isnull", False)), fields=["company_id", "moved_seq"], name="bank_entry_moved"),
                    models.Index(
                        condition=models.Q(("customer_id__isnull", False)), fields=["company_id", "customer_id", "-id"], name="bank_entry_of_customer"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200)),
                ("form", models.CharField(blank=True, max_length=40)),
                ("state", models.CharField(default="queued", max_length=9)),
                ("layout", models.JSONField(null=True)),
                ("problems", models.JSONField(default=list)),
                ("statements", models.IntegerField(default=0)),
                ("entries", models.IntegerField(default=0)),
                ("fresh", models.IntegerField(default=0)),
                ("handed_in_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
                ("attempts", models.IntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.bankaccount"),
                ),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
                ("handed_in_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="bank_file_of_company"),
                    models.UniqueConstraint(condition=models.Q(("state", "withdrawn"), _negated=True), fields=("company", "file"), name="bank_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("queued", "reading", "held", "refused", "taken", "withdrawn"))), name="bank_file_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("taken", "withdrawn")), ("finished_at__isnull", True), _connector="XOR"),
                        name="bank_file_ended_is_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(("decided_by", models.F("handed_in_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_file_decided_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="bank_file_newest"),
                    models.Index(condition=models.Q(("state__in", ("queued", "reading"))), fields=["state", "heartbeat_at"], name="bank_file_active"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankReconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("closing", models.BigIntegerField()),
                ("book", models.BigIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.BinaryField()),
                ("prepared_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("signed_at", models.DateTimeField(null=True)),
                ("seq", models.BigIntegerField(null=True)),
                ("bank_account", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.bankaccount")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("prepared_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("signed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="bank_reconciliation_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", False)), fields=("bank_account", "as_of"), name="bank_reconciliation_signed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seq__isnull", True), ("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(
                                ("seq__isnull", False),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                models.Q(("signed_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bank_reconciliation_signed_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["bank_account", "-as_of", "-id"], name="bank_reconciled_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.IntegerField()),
                ("kind", models.CharField(max_length=9)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("opening", models.BigIntegerField(null=True)),
                ("closing", models.BigIntegerField(null=True)),
                ("is_proved", models.BooleanField()),
                ("identity", models.BinaryField()),
                ("entries", models.IntegerField()),
                ("fresh", models.IntegerField()),
                ("entry_ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("bank_account", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.bankaccount")),
                ("bank_file", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.bankfile")),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="statement_of_company"),
                    models.UniqueConstraint(fields=("bank_account", "identity"), name="statement_once"),
                    models.UniqueConstraint(fields=("bank_file", "ordinal"), name="statement_in_file"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ("statement", "report", "notice"))), name="statement_kind_known"),
                    models.CheckConstraint(condition=models.Q(("entries__gte", models.F("fresh")), ("fresh__gte", 0)), name="statement_counts_fit"),
                ],
                "indexes": [
                    models.Index(fields=["bank_account", "to_on", "id"], name="statement_by_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.IntegerField()),
                ("books_automatically", models.BooleanField()),
                ("chance_max", models.DecimalField(decimal_places=4, max_digits=6)),
                ("amount_max", models.BigIntegerField(null=True)),
                ("order", models.CharField(max_length=9)),
                ("tolerances", models.JSONField(default=dict)),
                ("tolerance_cap", models.BigIntegerField(default=0)),
                ("seq", models.BigIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("agreed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "version"), name="cash_policy_once"),
                    models.UniqueConstraint(fields=("company", "id"), name="cash_policy_of_company"),
                    models.CheckConstraint(condition=models.Q(("order__in", ("none", "statutory", "oldest"))), name="cash_policy_order_known"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chance_max__gte", 0),
                            ("tolerance_cap__gte", 0),
                            ("version__gte", 1),
                            models.Q(("amount_max__isnull", True), ("amount_max__gte", 0), _connector="OR"),
                        ),
                        name="cash_policy_is_sensible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashProposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("run_id", models.BigIntegerField()),
                ("bank_entry_id", models.BigIntegerField()),
                ("customer_id", models.BigIntegerField(null=True)),
                ("payer_by", models.CharField(blank=True, max_length=40)),
                ("payer_sentence", models.JSONField(null=True)),
                ("status", models.CharField(max_length=9)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("rule_version", models.CharField(blank=True, max_length=40)),
                ("sentence", models.JSONField(null=True)),
                ("evidence", models.JSONField(default=list)),
                ("parts", models.JSONField(default=list)),
                ("alternatives", models.JSONField(default=list)),
                ("deductions", models.JSONField(default=list)),
                ("left", models.BigIntegerField(default=0)),
                ("left_reason", models.CharField(blank=True, max_length=40)),
                ("left_sentence", models.JSONField(null=True)),
                ("rank", models.IntegerField()),
                ("state", models.CharField(default="open", max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "open")), fields=("bank_entry_id",), name="proposal_open_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "taken", "rejected", "replaced")), ("status__in", ("auto", "suggested", "ambiguous", "none"))
                        ),
                        name="proposal_is_known",
                    ),
                ],
                "indexes": [
                    models.Index(condition=models.Q(("state", "open")), fields=["company_id", "rank", "id"], name="proposal_in_queue"),
                    models.Index(condition=models.Q(("state", "open")), fields=["company_id", "status", "rank", "id"], name="proposal_by_status"),
                    models.Index(fields=["bank_entry_id", "-id"], name="proposal_of_line"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CashRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(default="queued", max_length=7)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("lines", models.IntegerField(default=0)),
                ("items", models.IntegerField(default=0)),
                ("proposals", models.JSONField(default=dict)),
                ("booked", models.IntegerField(default=0)),
                ("engine", models.CharField(blank=True, max_length=40)),
                ("ruleset", models.CharField(blank=True, max_length=80)),
                ("inputs", models.JSONField(default=dict)),
                ("refusal", models.JSONField(null=True)),
                ("attempts", models.IntegerField(default=0)),
                ("started_at", models.DateTimeField(null=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("policy", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.cashpolicy")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="cash_run_of_company"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("queued", "running", "booking", "done", "failed", "stopped"))), name="cash_run_state_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running", "booking"))), fields=("company",), name="cash_run_one_at_work"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="cash_run_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeductionCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_id", models.BigIntegerField()),
                ("bank_entry_id", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("reason", models.CharField(max_length=13)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=9)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_note", models.CharField(blank=True, max_length=500)),
                ("outcome_seq", models.BigIntegerField(null=True)),
                ("closed_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("opened_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="deduction_of_company"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gt", 0),
                            ("reason__in", ("price", "quantity", "quality", "damage", "rebate", "freight", "tax", "discount_late", "duplicate", "other")),
                            ("state__in", ("open", "accepted", "rejected", "withdrawn")),
                        ),
                        name="deduction_is_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False), ("closed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="deduction_closed_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "state", "due_on", "id"], name="deduction_in_state"),
                    models.Index(fields=["company", "customer", "-id"], name="deduction_of_customer"),
                    models.Index(fields=["company", "item_id"], name="deduction_of_item"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bank_entry_id", models.BigIntegerField()),
                ("question", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("asked_of", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("question", ""), _negated=True), name="question_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True), ("answered_by__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="question_answered_by_somebody",
                    ),
                    models.UniqueConstraint(condition=models.Q(("answered_at__isnull", True)), fields=("bank_entry_id",), name="question_open_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("payer_name", models.CharField(blank=True, max_length=200)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("paid_on", models.DateField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("total", models.BigIntegerField(null=True)),
                ("bank_entry_id", models.BigIntegerField(null=True)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("company", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="store.company")),
                ("customer", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.customer")),
                ("entered_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("file", models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, to="store.storedfile")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company", "id"), name="remittance_of_company"),
                    models.UniqueConstraint(
                        condition=models.Q(("file__isnull", False), ("withdrawn_at__isnull", True)), fields=("company", "file"), name="remittance_file_once"
                    ),
                ],
                "indexes": [
                    models.Index(fields=["company", "-id"], name="remittance_newest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemittanceLine",
            fields=[
                ("pk", models.CompositePrimaryKey("remittance_id", "line_no", blank=True, editable=False, primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("remittance_id", models.BigIntegerField()),
                ("line_no", models.IntegerField()),
                ("number", models.CharField(max_length=100)),
                ("paid", models.BigIntegerField()),
                ("deduction", models.BigIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("company_id", models.BigIntegerField()),
                ("bank_entry_id", models.BigIntegerField()),
                ("proposal_id", models.BigIntegerField(null=True)),
                ("customer_id", models.BigIntegerField()),
                ("receipt_seq", models.BigIntegerField()),
                ("allocate_seq", models.BigIntegerField(null=True)),
                ("other_seqs", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ("allocated", models.BigIntegerField()),
                ("policy_id", models.BigIntegerField(null=True)),
                ("settled_by_id", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("key", models.CharField(max_length=200)),
                ("request_hash", models.BinaryField()),
                ("undone_seq", models.BigIntegerField(null=True)),
                ("undone_by_id", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("company_id", "key"), name="settlement_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(("settled_by_id__isnull", False), ("policy_id__isnull", False), _connector="OR"), name="settlement_by_somebody"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by_id__isnull", True), ("undone_seq__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by_id__isnull", False), ("undone_seq__isnull", False)),
                            _connector="OR",
                        ),
                        name="settlement_undone_is_dated",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["bank_entry_id", "-id"], name="settlement_of_line"),
                    models.Index(fields=["company_id", "-id"], name="settlement_newest"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="account",
            name="account_role_known",
        ),
        migrations.RemoveConstraint(
            model_name="bill",
            name="bill_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="entry",
            name="entry_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="openitem",
            name="item_kind_known",
        ),
        migrations.AddField(
            model_name="customer",
            name="is_suspense",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        (
                            "receivable",
                            "bills",
                            "advance",
                            "bank",
                            "revenue",
                            "output_tax",
                            "finance",
                            "allowance",
                            "exchange",
                            "opening",
                            "clearing",
                            "recourse",
                            "discount",
                            "difference",
                            "other",
                        ),
                    )
                ),
                name="account_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("bank", "commercial", "cheque")), ("state__in", ("received", "presented", "endorsed", "discounted", "settled", "dishonoured"))
                ),
                name="bill_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(condition=models.Q(("is_suspense", True)), fields=("company",), name="customer_suspense_once"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "invoice",
                            "debit_note",
                            "credit_note",
                            "receipt",
                            "prepayment",
                            "interest",
                            "fee",
                            "refund",
                            "write_off",
                            "recovery",
                            "opening",
                            "open_credit",
                            "open_advance",
                            "bill",
                            "transfer",
                            "exchange",
                            "revaluation",
                            "reversal",
                            "discount",
                            "bank_fee",
                            "tolerance",
                        ),
                    )
                ),
                name="entry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="openitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "invoice",
                            "debit_note",
                            "credit_note",
                            "receipt",
                            "prepayment",
                            "interest",
                            "fee",
                            "refund",
                            "write_off",
                            "recovery",
                            "opening",
                            "open_credit",
                            "open_advance",
                            "bill",
                            "transfer",
                            "reversal",
                            "discount",
                            "bank_fee",
                            "tolerance",
                        ),
                    )
                ),
                name="item_kind_known",
            ),
        ),
        *(migrations.RunSQL(sql) for sql in bank_walls.bank_sql()),
    ]
