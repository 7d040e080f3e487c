"""How thoroughly the laws are tried: often enough to find the rare case, the same way on every machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("usher", deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usher")
