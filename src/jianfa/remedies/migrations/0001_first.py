import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("ledger", "0017_draws_lots"),
        ("organisations", "0004_post_leads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkPairing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("from_day", models.DateField(verbose_name="from")),
                ("until_day", models.DateField(null=True, verbose_name="until")),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="county union",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="department",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                        verbose_name="city leader",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-made_at", "-pk"),
                "indexes": [models.Index(fields=["-made_at", "-id"], name="pairing_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department__isnull", False), ("leader", None)),
                            models.Q(("department", None), ("leader__isnull", False)),
                            _connector="OR",
                        ),
                        name="pairing_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_day", None), ("until_day__gte", models.F("from_day")), _connector="OR"
                        ),
                        name="pairing_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("department", None), ("until_day", None)),
                        fields=("county",),
                        name="pairing_one_leader",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("leader", None), ("until_day", None)),
                        fields=("county",),
                        name="pairing_one_department",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PairingVisit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("visited_on", models.DateField(verbose_name="day of the visit")),
                ("done", models.TextField(verbose_name="what was heard and done")),
                ("recorded_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="what the county says")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "confirmer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pairing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="remedies.linkpairing"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "recorder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-visited_on", "-recorded_at"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmer", None),
                            models.Q(("confirmer", models.F("recorder")), _negated=True),
                            _connector="OR",
                        ),
                        name="pairing_visit_two_persons",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Petition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("request", "request to a superior body"),
                            ("letter", "letter to a body of equal rank"),
                        ],
                        default="request",
                        max_length=8,
                        verbose_name="form of the letter",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("body", models.TextField(blank=True, verbose_name="what is asked for")),
                ("is_from_ledger", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafted", "drafted"),
                            ("signed", "signed, to be sent"),
                            ("sent", "sent, awaits the reply"),
                            ("replied", "replied"),
                            ("dropped", "dropped"),
                        ],
                        default="drafted",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(null=True)),
                ("letter_no", models.CharField(blank=True, max_length=80, verbose_name="letter no.")),
                ("letter_on", models.DateField(null=True, verbose_name="date of the letter")),
                ("reply_no", models.CharField(blank=True, max_length=80, verbose_name="number of the reply")),
                ("reply_on", models.DateField(null=True, verbose_name="date of the reply")),
                ("reply", models.TextField(blank=True, verbose_name="what the reply says")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "granted"), ("partly", "granted in part"), ("refused", "refused")],
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                ("replied_at", models.DateTimeField(null=True)),
                ("dropping", models.TextField(blank=True, verbose_name="why it is dropped")),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="addressee",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "drafter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="sending unit",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="petitions",
                        to="ledger.problem",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-drafted_at", "-pk"),
                "indexes": [
                    models.Index(fields=["-drafted_at", "-id"], name="petition_newest"),
                    models.Index(fields=["state"], name="petition_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signer", None), models.Q(("signer", models.F("drafter")), _negated=True), _connector="OR"
                        ),
                        name="petition_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("signed", "sent", "replied")), _negated=True),
                            models.Q(("signed_by__isnull", False), ("signer__isnull", False)),
                            _connector="OR",
                        ),
                        name="petition_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("sent", "replied")), _negated=True),
                            models.Q(models.Q(("letter_no", ""), _negated=True), ("letter_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="petition_sent_with_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reply_on__isnull", False),
                                ("state", "replied"),
                                models.Q(("result", ""), _negated=True),
                            ),
                            models.Q(models.Q(("state", "replied"), _negated=True), ("result", "")),
                            _connector="OR",
                        ),
                        name="petition_reply_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("letter_no", ""), _negated=True),
                        fields=("problem", "letter_no"),
                        name="petition_letter_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyMeasure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("document_no", models.CharField(max_length=80, verbose_name="document no.")),
                ("document_on", models.DateField(verbose_name="date of the document")),
                ("issued_by", models.CharField(max_length=120, verbose_name="issued by")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(verbose_name="what it says")),
                ("effective_on", models.DateField(verbose_name="effective from")),
                ("ended_on", models.DateField(null=True, verbose_name="ended on")),
                ("ending", models.TextField(blank=True, verbose_name="why it ended")),
                ("version", models.PositiveIntegerField(default=1)),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
            ],
            options={
                "ordering": ("-document_on", "-pk"),
                "indexes": [models.Index(fields=["-document_on", "-id"], name="policy_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("document_no",), name="policy_document_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None), ("ended_on__gte", models.F("effective_on")), _connector="OR"
                        ),
                        name="policy_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuotaGrant",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("document_no", models.CharField(max_length=80, verbose_name="approval document")),
                ("authority", models.CharField(max_length=80, verbose_name="approving authority")),
                ("document_on", models.DateField(verbose_name="date of the document")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("leadership_post", "leadership post"),
                            ("staff_slot", "staff slot"),
                            ("department", "internal department"),
                        ],
                        max_length=16,
                        verbose_name="kind of quota",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="how many")),
                ("purpose", models.CharField(blank=True, max_length=80, verbose_name="for what")),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.TextField(blank=True, verbose_name="why it does not count")),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="remedies.petition"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "ordering": ("document_on", "document_no", "unit__position", "kind"),
                "indexes": [models.Index(fields=["unit", "kind"], name="grant_unit")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="grant_of_something"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("document_no", "unit", "kind"),
                        name="grant_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Serving",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("linked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="servings",
                        to="remedies.policymeasure",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="servings", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("linked_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("policy", "problem"), name="serving_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetedService",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=200, verbose_name="service")),
                ("version", models.PositiveIntegerField(default=1)),
                ("offered_at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("helped", "it helped"), ("partly", "it helped in part"), ("not", "it did not help")],
                        max_length=8,
                        verbose_name="did it help?",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="in the county's words")),
                ("judged_at", models.DateTimeField(null=True)),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="ledger.problem"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="serving department",
                    ),
                ),
            ],
            options={
                "ordering": ("-offered_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_at", None), ("judged_by", None), ("verdict", "")),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("judged_at__isnull", False),
                                ("judged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="service_verdict_has_author",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceVisit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("visited_on", models.DateField(verbose_name="day of the visit")),
                ("done", models.TextField(verbose_name="what was done")),
                ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="remedies.targetedservice",
                    ),
                ),
            ],
            options={
                "ordering": ("visited_on", "recorded_at"),
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cycle", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("awaited", "awaited"),
                            ("confirmed", "confirmed"),
                            ("not_yet", "not yet"),
                            ("waived", "waived"),
                        ],
                        default="awaited",
                        max_length=10,
                        verbose_name="effect",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("asked_at", models.DateTimeField()),
                ("words", models.TextField(blank=True, verbose_name="what it says")),
                ("document_no", models.CharField(blank=True, max_length=120, verbose_name="document no. or row")),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="effects", to="ledger.problem"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("unit__position", "unit__code"),
                "indexes": [
                    models.Index(fields=["unit", "state"], name="effect_unit"),
                    models.Index(fields=["problem", "state"], name="effect_problem"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("problem", "cycle", "unit"), name="effect_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None), ("state", "awaited")),
                            models.Q(
                                models.Q(("state", "awaited"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="effect_settled_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["confirmed", "waived"]), _negated=True),
                            models.Q(("document_no", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="effect_has_evidence",
                    ),
                ],
            },
        ),
    ]
