from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="basis",
            field=models.CharField(blank=True, max_length=80, null=True, verbose_name="basis document"),
        ),
    ]
