"""Write the published JSON schema of the finding: ``python scripts/make_schema.py``."""

from __future__ import annotations

import json
from pathlib import Path

from testban.model import finding_schema

TARGET = Path(__file__).resolve().parents[1] / "docs" / "finding.schema.json"


def main() -> None:
    """Write the schema."""
    TARGET.write_text(json.dumps(finding_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
