"""The hook of a project: found again by where it delivers to, never added twice (n-fold hooks mean n-fold events)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from automation.decide.setup.changes import Change, Kind
from automation.decide.setup.things import FoundHook, Hook, Part

#: what is on unless it is switched off (GitLab docs, api/project_webhooks.md)
_BY_DEFAULT = "push_events"
#: how a token is shown; it is never read back
_NONE, _SET, _ANEW = "none", "set", "set anew"


def hook_changes(
    project: str, wished: Hook, found: Sequence[FoundHook], above: Mapping[str, FoundHook], *, rotate: bool
) -> Iterator[Change]:
    """The hook to make, or what of it is to be changed; none where the hook of a group above delivers already.

    Args:
        project: full path.
        wished: the hook as it should be.
        found: hooks of the project, oldest first.
        above: hooks of groups around it that deliver to us, by the group's path.
        rotate: set the token although the hook has one.
    """
    present = next(iter(ours(wished, found)), None)
    if present is not None:
        before, after = _differences(wished, present, rotate=rotate)
        if after:
            yield Change(
                part=Part.HOOKS,
                kind=Kind.UPDATE,
                project=project,
                what=present.url,
                before=before,
                after=after,
                id=present.id,
            )
    elif not above:
        after = {**dict.fromkeys(wished.triggers, True), _BY_DEFAULT: False, wished.proof: _SET}
        yield Change(part=Part.HOOKS, kind=Kind.CREATE, project=project, what=wished.url, after=after)


def hook_findings(wished: Hook, found: Sequence[FoundHook], above: Mapping[str, FoundHook]) -> Iterator[str]:
    """What a person has to mend: hooks that deliver the same again, and hooks of groups that do not tell all."""
    present = ours(wished, found)
    if len(present) > 1:
        rest = ", ".join(str(hook.id) for hook in present[1:])
        yield f"{len(present)} hooks deliver to {wished.url}: keep number {present[0].id}, remove {rest}"
    for group, hook in above.items():
        if present:
            yield f"the hook of the group {group} delivers the same as the project's own: remove one of them"
        missing = [name for name in wished.triggers if name not in hook.triggers]
        if missing:
            yield f"the hook of the group {group} does not deliver {', '.join(missing)}: switch these triggers on"


def ours(wished: Hook, found: Sequence[FoundHook]) -> list[FoundHook]:
    """Those of `found` that deliver to us."""
    return [hook for hook in found if wished.is_at(hook.url)]


def _differences(wished: Hook, present: FoundHook, *, rotate: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of the hook changes, before and after; an address that changes makes GitLab forget its tokens."""
    moves = present.url != wished.url
    wrong = [*(name for name in wished.triggers if name not in present.triggers)]
    extra = sorted(present.triggers - set(wished.triggers))
    before: dict[str, Any] = {"url": present.url} if moves else {}
    after: dict[str, Any] = {"url": wished.url} if moves else {}
    before |= dict.fromkeys(wrong, False) | dict.fromkeys(extra, True)
    after |= dict.fromkeys(wrong, True) | dict.fromkeys(extra, False)
    has = present.proofs.get(wished.proof, True)
    if not has:
        return before | {wished.proof: _NONE}, after | {wished.proof: _SET}
    return (before | {wished.proof: _SET}, after | {wished.proof: _ANEW}) if rotate or moves else (before, after)
