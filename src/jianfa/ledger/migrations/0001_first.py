import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_first"),
        ("organisations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="criterion")),
                ("evidence_hint", models.CharField(blank=True, max_length=200, verbose_name="what serves as evidence")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name of the campaign")),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "state",
                    models.CharField(
                        choices=[("preparing", "preparing"), ("open", "open"), ("closed", "closed")],
                        default="preparing",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "headline",
                    models.CharField(
                        choices=[("solved", "solved"), ("accepted", "accepted"), ("written_off", "written off")],
                        default="written_off",
                        max_length=12,
                        verbose_name="headline figure",
                    ),
                ),
                ("number_pattern", models.CharField(default="{year}-{n:03d}", max_length=40, verbose_name="numbering")),
                (
                    "warn_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="near the due date from (working days)"),
                ),
                (
                    "publicity_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="publicity (working days)"),
                ),
                ("plan_approval", models.BooleanField(default=False, verbose_name="the desk approves plans")),
                ("is_practice", models.BooleanField(default=False, verbose_name="for practice")),
                ("is_sample", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("is_practice", "-starts_on", "name"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="campaign_ends_later"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassTemplate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=40, verbose_name="class")),
                (
                    "clock",
                    models.CharField(
                        choices=[("immediate", "at once"), ("phased", "in phases"), ("continuous", "continuous")],
                        default="phased",
                        max_length=12,
                        verbose_name="clock",
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("general", "general"), ("sensitive", "sensitive")],
                        default="general",
                        max_length=10,
                        verbose_name="sensitivity",
                    ),
                ),
                ("criteria", models.JSONField(default=list, verbose_name="criteria")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="class_templates",
                        to="ledger.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("campaign", "name"), name="class_template_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=30, verbose_name="dimension")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dimensions", to="ledger.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [models.UniqueConstraint(fields=("campaign", "name"), name="dimension_once")],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, null=True, unique=True, verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned for completion"),
                            ("declined", "declined"),
                            ("listed", "listed"),
                            ("dispatched", "dispatched"),
                            ("planning", "planning"),
                            ("in_progress", "in progress"),
                            ("suspended", "suspended"),
                            ("closing", "awaiting acceptance"),
                            ("verifying", "being verified"),
                            ("approving", "awaiting decision"),
                            ("publicised", "publicised"),
                            ("written_off", "written off"),
                            ("merged", "merged"),
                            ("voided", "voided"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                ("cycle", models.PositiveSmallIntegerField(default=1)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("county", "raised by a county union"),
                            ("city", "found by the city"),
                            ("import", "imported by the desk"),
                            ("survey", "from a survey"),
                        ],
                        default="county",
                        max_length=8,
                    ),
                ),
                ("is_opening_balance", models.BooleanField(default=False, verbose_name="opening balance")),
                ("title", models.CharField(max_length=200, verbose_name="problem")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("cause", models.TextField(blank=True, verbose_name="cause")),
                ("goal", models.TextField(blank=True, verbose_name="goal")),
                ("search", models.TextField(blank=True, default="")),
                (
                    "solver",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("party_gov", "Party committee and government"),
                            ("superior_union", "Superior union"),
                            ("county_union", "County union itself"),
                        ],
                        max_length=16,
                        verbose_name="who must solve it",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[("common", "common"), ("individual", "individual")],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "clock",
                    models.CharField(
                        choices=[("immediate", "at once"), ("phased", "in phases"), ("continuous", "continuous")],
                        default="phased",
                        max_length=12,
                        verbose_name="clock",
                    ),
                ),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("general", "general"), ("sensitive", "sensitive")],
                        default="general",
                        max_length=10,
                        verbose_name="sensitivity",
                    ),
                ),
                ("owner_name", models.CharField(blank=True, max_length=40, verbose_name="owner")),
                ("due_original", models.DateField(blank=True, null=True, verbose_name="original due date")),
                ("due_current", models.DateField(blank=True, null=True, verbose_name="current due date")),
                ("due_text", models.CharField(blank=True, max_length=80, verbose_name="due date as written")),
                ("extensions", models.PositiveSmallIntegerField(default=0)),
                ("stopped_on", models.DateField(null=True)),
                ("review_on", models.DateField(null=True)),
                ("suspend_reason", models.CharField(blank=True, max_length=200)),
                ("was_overdue", models.BooleanField(default=False)),
                ("listed_at", models.DateTimeField(null=True)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("publicity_ends_on", models.DateField(null=True)),
                ("written_off_at", models.DateTimeField(null=True)),
                ("decision_no", models.CharField(blank=True, max_length=80)),
                ("letter_no", models.CharField(blank=True, max_length=80, verbose_name="letter no.")),
                ("letter_on", models.DateField(null=True)),
                ("returned_times", models.PositiveSmallIntegerField(default=0)),
                ("refused_times", models.PositiveSmallIntegerField(default=0)),
                ("sent_back_times", models.PositiveSmallIntegerField(default=0)),
                ("has_appealed", models.BooleanField(default=False)),
                ("merged_from", models.CharField(blank=True, max_length=12)),
                (
                    "acting_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="addressee",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="ledger.campaign"
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="ledger.dimension",
                        verbose_name="dimension",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "driver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="driving unit",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="lead unit",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_here",
                        to="ledger.problem",
                    ),
                ),
                (
                    "source_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="source unit",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                        verbose_name="sponsoring leader",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.classtemplate",
                        verbose_name="class",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["campaign", "state", "due_current"], name="problem_list"),
                    models.Index(fields=["campaign", "number"], name="problem_number"),
                    models.Index(fields=["acting_unit", "state"], name="problem_acting"),
                    models.Index(fields=["source_unit", "state"], name="problem_source"),
                    models.Index(fields=["lead", "state"], name="problem_lead"),
                    models.Index(fields=["state", "publicity_ends_on"], name="problem_publicity"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "submitted", "returned", "declined", "merged", "voided"]),
                            ("number__isnull", False),
                            _connector="OR",
                        ),
                        name="problem_listed_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            models.Q(("approver", models.F("applicant")), _negated=True),
                            _connector="OR",
                        ),
                        name="problem_two_persons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(max_length=300, verbose_name="measure")),
                ("owner_name", models.CharField(blank=True, max_length=40, verbose_name="owner")),
                ("starts_on", models.DateField(null=True, verbose_name="from")),
                ("due_original", models.DateField(null=True)),
                ("due_current", models.DateField(null=True, verbose_name="until")),
                ("weight", models.PositiveSmallIntegerField(default=1, verbose_name="weight")),
                ("finished_on", models.DateField(null=True, verbose_name="finished on")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="owning unit",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("problem", "post"), name="invitation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gram",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gram", models.CharField(max_length=2)),
                (
                    "problem",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grams",
                        to="ledger.problem",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["problem"], name="gram_of_problem")],
                "constraints": [models.UniqueConstraint(fields=("gram", "problem"), name="gram_problem")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "document no."), ("row", "row in the system"), ("file", "file")],
                        max_length=10,
                    ),
                ),
                ("document_no", models.CharField(blank=True, max_length=120, verbose_name="document no. or row")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("file_name", models.CharField(blank=True, max_length=160)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="ledger.criterion",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("added_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "file"), ("file__isnull", False)),
                            models.Q(
                                models.Q(("kind", "file"), _negated=True), models.Q(("document_no", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="evidence_says_what",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="criterion",
            name="problem",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="criteria", to="ledger.problem"
            ),
        ),
        migrations.CreateModel(
            name="Assist",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assists", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("unit__position",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("problem", "unit"), name="assist_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("added", "added"),
                            ("merged", "merged"),
                            ("voided", "voided"),
                            ("unmerged", "merger undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="ledger.campaign"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="amendments", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["campaign", "kind", "at"], name="amendment_walk")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(verbose_name="progress")),
                ("is_same", models.BooleanField(default=False)),
                ("percent", models.PositiveSmallIntegerField()),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("-at",),
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned for completion"),
                            ("declined", "declined"),
                            ("listed", "listed"),
                            ("dispatched", "dispatched"),
                            ("planning", "planning"),
                            ("in_progress", "in progress"),
                            ("suspended", "suspended"),
                            ("closing", "awaiting acceptance"),
                            ("verifying", "being verified"),
                            ("approving", "awaiting decision"),
                            ("publicised", "publicised"),
                            ("written_off", "written off"),
                            ("merged", "merged"),
                            ("voided", "voided"),
                        ],
                        max_length=12,
                    ),
                ),
                ("solver", models.CharField(blank=True, max_length=16)),
                ("nature", models.CharField(blank=True, max_length=12)),
                ("due_current", models.DateField(null=True)),
                ("cycle", models.PositiveSmallIntegerField(default=1)),
                ("is_opening_balance", models.BooleanField(default=False)),
                (
                    "acting_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.campaign"
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.dimension"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standings", to="ledger.problem"
                    ),
                ),
                (
                    "source_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["campaign", "from_at", "until_at", "state"], name="standing_as_of")],
                "constraints": [
                    models.UniqueConstraint(fields=("problem", "seq"), name="standing_seq"),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at", None)), fields=("problem",), name="standing_one_now"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Baseline",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("signed_at", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="document no.")),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="baselines", to="ledger.campaign"
                    ),
                ),
            ],
            options={
                "ordering": ("version",),
                "constraints": [models.UniqueConstraint(fields=("campaign", "version"), name="baseline_version")],
            },
        ),
    ]
