"""A policy in the making, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from automation.importing.findings import Finding, Kind, Refused
from automation.importing.ruby.meaning import Meaning

#: values that any other value of the same key implies; of `without_labels`, `*` is the strongest
_WEAKEST: Final = ("any", "*", "all")
#: what no issue is at the same time
_OPPOSITES: Final = (("any", "none"), ("none", "any"))


@dataclass(slots=True)
class Draft:
    """What one rule becomes; conditions and actions write into it."""

    file: str
    name: str
    #: of its comment
    key: str
    #: where the rule stands, and where its mapping begins, which for an alias is further up
    line: int
    begin: int
    select: dict[str, Any] = field(default_factory=dict)
    #: the lines of the source that each key of `select`, `do` … comes from
    origins: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    when: list[str] = field(default_factory=list)
    do: list[dict[str, Any]] = field(default_factory=list)
    limit: dict[str, int] = field(default_factory=dict)
    digest: dict[str, Any] = field(default_factory=dict)
    once: bool = False
    enabled: bool = True
    #: why it is switched off
    reasons: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    #: projects and groups that config.yml has to name, paths by key
    projects: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def look(self, line: int, code: str, words: str, remedy: str = "") -> None:
        """Point something out."""
        finding = Finding(
            file=self.file, line=line, kind=Kind.LOOK, code=code, rule=self.name, words=words, remedy=remedy
        )
        if finding not in self.findings:
            self.findings.append(finding)

    def meant(self, line: int, code: str, words: str) -> None:
        """Point out a rule that never did what it says: it is written as it was meant, and switched off."""
        self.enabled = False
        self.reasons.append(f"Switched off (line {line}): {words}.")
        remedy = "written as it was meant, and switched off: look at it, then remove `enabled: false`"
        self.look(line, code, words, remedy)

    def take(self, line: int, meaning: Meaning) -> None:
        """Add a condition.

        Raises:
            Refused: it can only be said in a key of `select` that says something else already.
        """
        if meaning.pick is not None and self._pick(*meaning.pick):
            return
        if meaning.when is None:
            what = meaning.pick[0] if meaning.pick else "one thing"
            words = f"two of its conditions are about {what}, and a policy says that once"
            raise Refused(line, "conflict", words, "write it by hand, or as two rules")
        if meaning.when not in self.when:
            self.when.append(meaning.when)

    def _pick(self, key: str, value: Any) -> bool:
        """Whether `select` says this now."""
        present = self.select.get(key)
        if (present, value) in _OPPOSITES:
            return False
        if present is None or present == value or (present in _WEAKEST and key != "without_labels"):
            self.select[key] = value
        elif isinstance(present, Mapping) and isinstance(value, Mapping) and not present.keys() & value.keys():
            self.select[key] = {**present, **value}
        elif key == "without_labels":
            self.select[key] = "*" if "*" in (present, value) else list(dict.fromkeys([*present, *value]))
        elif key == "labels" and isinstance(value, list):
            self.select[key] = list(dict.fromkeys([*present, *value]))
        else:
            return value in _WEAKEST
        return True

    def came_from(self, key: str, first: int, last: int) -> None:
        """Remember where `key` of the output comes from, for the comments there."""
        self.origins.setdefault(key, []).append((first, last))


def key_of(path: str, known: Mapping[str, str]) -> str:
    """A key for `path` in config.yml: its last part, or all of it where that is taken by another path."""
    for words in (path.rstrip("/").rpartition("/")[2], path):
        key = slug(words)
        if known.get(key, path) == path:
            return key
    return f"{slug(path)}-{len(known) + 1}"


def slug(words: str) -> str:
    """`words` in small letters, digits and single dashes."""
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in words.casefold())
    return "-".join(filter(None, plain.split("-"))) or "x"
