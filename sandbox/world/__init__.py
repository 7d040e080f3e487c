"""How a GitLab behaves, without HTTP: each rule is a function of an `Act` (who, when) and what it is done to."""

from sandbox.world.state import Act, World

__all__ = ["Act", "World"]
