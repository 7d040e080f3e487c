from __future__ import annotations

import pytest
import responses


@pytest.fixture
def gitlab():
    """GitLab's answers as a test prepares them; every one of them must be asked for."""
    with responses.RequestsMock() as mock:
        yield mock
