"""Write docs/openapi.json: the description of the API as the code has it now."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianfa.settings")
os.environ.setdefault("JIANFA_LOCAL", "on")

import django  # the settings must be named first

django.setup()

from django.utils import translation  # noqa: E402  # after django.setup

from jianfa.api.views.entrance import api  # noqa: E402  # after django.setup


def main() -> None:
    """Write the snapshot."""
    with translation.override("en"):
        schema = json.dumps(
            api.get_openapi_schema(path_prefix="/api/v1/"), default=str, indent=1, ensure_ascii=False, sort_keys=True
        )
    Path(__file__).parents[1].joinpath("docs", "openapi.json").write_text(schema + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
