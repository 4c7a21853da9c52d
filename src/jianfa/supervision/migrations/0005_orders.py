import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_days_of_a_campaign"),
        ("organisations", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("supervision", "0004_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instruction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(verbose_name="instruction")),
                ("due", models.DateField(null=True, verbose_name="answer by")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "to be answered"), ("answered", "answered"), ("closed", "closed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closing", models.TextField(blank=True, verbose_name="how it ended")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="instructions", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(fields=["problem", "-at"], name="instruction_of_problem"),
                    models.Index(fields=["state", "due"], name="instruction_state"),
                    models.Index(fields=["leader", "state"], name="instruction_leader"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
                    ),
                ),
                (
                    "post",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addressees",
                        to="supervision.instruction",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post__isnull", False), ("unit", None)),
                            models.Q(("post", None), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="addressee_is_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(("answered_at__isnull", False), ("answered_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="addressee_answer_has_author",
                    ),
                    models.UniqueConstraint(fields=("instruction", "unit"), name="addressee_unit_once"),
                    models.UniqueConstraint(fields=("instruction", "post"), name="addressee_post_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("number", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("light", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=200)),
                ("due", models.DateField(null=True)),
                ("as_of", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "adder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="order_items", to="ledger.problem"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="OrderAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("text", models.TextField(verbose_name="answer")),
                ("document_no", models.CharField(blank=True, max_length=80, verbose_name="number of the sealed reply")),
                ("missing", models.TextField(blank=True, verbose_name="what is missing")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="supervision.orderitem"
                    ),
                ),
            ],
            options={
                "ordering": ("at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("item",), name="order_answer_one_standing"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionOrder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "supervision order"),
                            ("escalated", "escalated supervision"),
                            ("summons", "summons to a talk"),
                        ],
                        default="order",
                        max_length=10,
                        verbose_name="kind of paper",
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "drafted"),
                            ("signed", "signed, to be signed for"),
                            ("received", "signed for, to be answered"),
                            ("answered", "answered"),
                            ("closed", "closed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("colour", models.CharField(max_length=8, verbose_name="colour")),
                ("requirement", models.TextField(verbose_name="requirement")),
                ("answer_days", models.PositiveSmallIntegerField(verbose_name="answer within working days")),
                ("talk_on", models.DateField(null=True, verbose_name="day of the talk")),
                ("place", models.CharField(blank=True, max_length=80, verbose_name="place of the talk")),
                ("drafted_at", models.DateTimeField()),
                ("number", models.CharField(max_length=30, null=True, unique=True, verbose_name="number of the paper")),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("n", models.PositiveIntegerField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateField(null=True, verbose_name="answer by")),
                ("received_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closing", models.TextField(blank=True, verbose_name="how it ended")),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="supervision.supervisionorder",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
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
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.post",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="addressed unit",
                    ),
                ),
            ],
            options={
                "ordering": ("-drafted_at", "-pk"),
                "indexes": [
                    models.Index(fields=["-drafted_at", "-id"], name="order_newest"),
                    models.Index(fields=["unit", "state", "-drafted_at"], name="order_of_unit"),
                    models.Index(fields=["state", "answer_by"], name="order_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("unit", "month", "kind"),
                        name="order_one_a_month",
                    ),
                    models.UniqueConstraint(fields=("kind", "year", "n"), name="order_series"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signer", None), models.Q(("signer", models.F("drafter")), _negated=True), _connector="OR"
                        ),
                        name="order_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")),
                            models.Q(
                                ("answer_by__isnull", False),
                                ("number__isnull", False),
                                ("signed_at__isnull", False),
                                ("signer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="order_in_force_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "order"), ("based_on__isnull", False), _connector="OR"),
                        name="order_step_by_step",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "summons"), _negated=True), ("talk_on__isnull", False), _connector="OR"
                        ),
                        name="order_summons_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SummonedPost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summoned",
                        to="supervision.supervisionorder",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("order", "post"), name="order_summoned_once")],
            },
        ),
        migrations.AddField(
            model_name="orderitem",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="supervision.supervisionorder"
            ),
        ),
        migrations.CreateModel(
            name="OrderCopy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("letter_no", models.CharField(max_length=80, verbose_name="letter no.")),
                ("letter_on", models.DateField(verbose_name="date of the letter")),
                ("signed_at", models.DateTimeField()),
                (
                    "drafter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.unit",
                        verbose_name="Party committee",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="supervision.supervisionorder",
                    ),
                ),
            ],
            options={
                "ordering": ("signed_at",),
                "constraints": [
                    models.UniqueConstraint(fields=("order", "unit"), name="order_copy_once"),
                    models.CheckConstraint(
                        condition=models.Q(("letter_no", ""), _negated=True), name="order_copy_by_letter"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signer", models.F("drafter")), _negated=True),
                        name="order_copy_two_persons",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="orderitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("order", "problem"), name="order_item_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderitem",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="order_item_position"),
        ),
    ]
