import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("files", "0001_first"),
        ("ledger", "0017_draws_lots"),
        ("organisations", "0004_post_leads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceiptSeries",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Demand",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("receipt_no", models.CharField(max_length=20, null=True, unique=True, verbose_name="receipt no.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("received", "received"),
                            ("handing_over", "being handed over"),
                            ("answered", "answered"),
                            ("passed_on", "passed on"),
                            ("promoted", "made a problem"),
                            ("merged", "merged"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="received",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("county", "county union"),
                            ("on_behalf", "entered on behalf of"),
                            ("import", "from a list"),
                            ("portal", "worker portal"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="demand")),
                ("text", models.TextField(verbose_name="in full")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("is_anonymous", models.BooleanField(default=False, verbose_name="anonymous")),
                ("is_from_worker", models.BooleanField(default=False)),
                ("wants_city", models.BooleanField(default=False, verbose_name="is meant for the city")),
                (
                    "sensitivity",
                    models.CharField(
                        choices=[("general", "general"), ("sensitive", "sensitive")],
                        default="general",
                        max_length=10,
                        verbose_name="sensitivity",
                    ),
                ),
                (
                    "urgent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wages", "unpaid wages"),
                            ("injury", "injury at work"),
                            ("danger", "danger"),
                            ("self_harm", "risk to life"),
                        ],
                        max_length=10,
                        verbose_name="urgent words",
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[("satisfied", "satisfied"), ("mostly", "mostly satisfied"), ("not", "not satisfied")],
                        max_length=10,
                        verbose_name="satisfaction",
                    ),
                ),
                ("has_appealed", models.BooleanField(default=False)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demands", to="ledger.campaign"
                    ),
                ),
                (
                    "decliner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "first_receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="received by",
                    ),
                ),
                (
                    "handed_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="is with",
                    ),
                ),
                (
                    "redecliner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="concerns",
                    ),
                ),
            ],
            options={
                "ordering": ("-raised_at", "-pk"),
                "indexes": [
                    models.Index(fields=["-raised_at", "-id"], name="demand_newest"),
                    models.Index(fields=["owner", "state", "-raised_at"], name="demand_owner"),
                    models.Index(fields=["source_unit", "-raised_at"], name="demand_source"),
                    models.Index(fields=["handed_to", "state"], name="demand_offered"),
                    models.Index(fields=["campaign", "state", "-raised_at"], name="demand_campaign"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(("receipt_no__isnull", False), ("received_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="demand_received_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["answered", "passed_on", "promoted", "merged", "declined"]),
                                _negated=True,
                            ),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="demand_closed_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "handing_over"), _negated=True),
                            ("handed_to__isnull", False),
                            _connector="OR",
                        ),
                        name="demand_offered_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("redecliner", None),
                            models.Q(("redecliner", models.F("decliner")), _negated=True),
                            _connector="OR",
                        ),
                        name="demand_two_decliners",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "portal"), ("drafted_by__isnull", False), _connector="OR"),
                        name="demand_has_drafter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=160)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="intake.demand"
                    ),
                ),
            ],
            options={
                "ordering": ("added_at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("demand", "file"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="DemandLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("promoted", "became a problem"), ("merged", "merged into"), ("like", "like")],
                        max_length=10,
                    ),
                ),
                ("confirmed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="intake.demand"
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_here",
                        to="intake.demand",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="demand_links",
                        to="ledger.problem",
                    ),
                ),
            ],
            options={
                "ordering": ("confirmed_at",),
                "indexes": [
                    models.Index(fields=["problem", "kind"], name="demand_link_problem"),
                    models.Index(fields=["other", "kind"], name="demand_link_other"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("other__isnull", False), ("problem", None)),
                            models.Q(("other", None), ("problem__isnull", False)),
                            _connector="OR",
                        ),
                        name="demand_link_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("other", None), models.Q(("other", models.F("demand")), _negated=True), _connector="OR"
                        ),
                        name="demand_link_not_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "promoted"), _negated=True), ("problem__isnull", False), _connector="OR"
                        ),
                        name="demand_link_promoted_problem",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="demand_link_end_has_author",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), models.Q(("kind", "like"), _negated=True)),
                        fields=("demand",),
                        name="demand_link_one_end",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("demand", "problem"),
                        name="demand_link_problem_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("demand", "other"),
                        name="demand_link_other_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "outlet",
                    models.CharField(
                        choices=[
                            ("12345", "government hotline 12345"),
                            ("labour_inspection", "labour inspection"),
                            ("legal_aid", "legal aid"),
                            ("other", "another body"),
                        ],
                        max_length=20,
                        verbose_name="passed on to",
                    ),
                ),
                ("body", models.CharField(blank=True, max_length=80, verbose_name="name of the body")),
                ("passed_on", models.DateField(verbose_name="day")),
                ("reference_no", models.CharField(blank=True, max_length=80, verbose_name="reference no. there")),
                ("at", models.DateTimeField()),
                (
                    "demand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="intake.demand"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outlet", "other"), _negated=True),
                            models.Q(("body", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_names_body",
                    )
                ],
            },
        ),
    ]
