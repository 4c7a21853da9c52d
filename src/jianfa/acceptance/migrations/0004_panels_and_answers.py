import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acceptance", "0003_on_time"),
        ("organisations", "0003_checked_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "answer",
                    models.CharField(
                        choices=[("solved", "solved"), ("partly", "partly solved"), ("unsolved", "not solved")],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField()),
                ("over_unsolved", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", "solved"),
                            models.Q(("answer__in", ["partly", "unsolved"]), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="source_answer_has_reason",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="closureapplication",
            name="asked_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="panelmember",
            name="interest",
            field=models.CharField(choices=[("none", "none"), ("conflict", "there is one")], max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="panelmember",
            name="left_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="panelmember",
            name="replaces",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="acceptance.panelmember",
            ),
        ),
        migrations.AddField(
            model_name="panelmember",
            name="visited_on",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="panel",
            index=models.Index(fields=["named_at"], name="panel_named"),
        ),
        migrations.AddConstraint(
            model_name="panelmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False)), fields=("replaces",), name="member_one_successor"
            ),
        ),
        migrations.AddField(
            model_name="sourceanswer",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="source_answer",
                to="acceptance.closureapplication",
            ),
        ),
        migrations.AddField(
            model_name="sourceanswer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sourceanswer",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.post"
            ),
        ),
        migrations.AddField(
            model_name="sourceanswer",
            name="proposal",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.proposal"
            ),
        ),
    ]
