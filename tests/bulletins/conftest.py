"""What the tests of bulletins share."""

from __future__ import annotations

import pytest
from make_finding import make_finding

from testban.model import Finding


@pytest.fixture
def finding() -> Finding:
    return make_finding()
