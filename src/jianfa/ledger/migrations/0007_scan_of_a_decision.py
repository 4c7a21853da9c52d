import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0006_class_dimension_and_closing"),
        ("organisations", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.proposal",
            ),
        ),
    ]
