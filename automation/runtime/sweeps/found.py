"""One find: what is kept of an issue that a policy selected."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from automation.decide.compiled import CompiledPolicy
from automation.decide.words import effect_words
from automation.model.decision import Decision, Reason, Verdict
from automation.model.plan import KeepNote, PostNote
from automation.model.snapshot import Snapshot
from automation.runtime.store import Find

#: for an issue of which GitLab does not say when it was opened
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def find_of(policy: CompiledPolicy, issue: Snapshot, decision: Decision) -> Find:
    """What is kept of `issue`, about which `policy` came to `decision`."""
    # What else is due with the issue is not this policy's doing; one that does nothing only lists.
    effects = decision.plan.effects if policy.rule.actions else ()
    reason = _reason(decision, policy.name)
    return Find(
        policy=policy.name,
        ref=issue.ref,
        created_at=issue.created_at or issue.updated_at or _NEVER,
        number=issue.id,
        effects=tuple(effect_words(effect) for effect in effects),
        why=reason.detail if reason and policy.rule.when != "true" else "",
        notes=sum(isinstance(effect, PostNote | KeepNote) for effect in effects),
        item=_item(issue) if policy.digest is not None else {},
    )


def fault_in(decision: Decision, policy: str) -> str:
    """Why the policy could not be judged, in one line; the empty string where it could."""
    reason = _reason(decision, policy)
    return f"{policy}: {reason.detail}" if reason is not None and reason.verdict is Verdict.ERROR else ""


def _reason(decision: Decision, policy: str) -> Reason | None:
    return next((reason for reason in decision.reasons if reason.title == f"Rule {policy}"), None)


def _item(issue: Snapshot) -> dict[str, Any]:
    """The issue as an entry of a digest; whether its title may be told is for the digest to judge (rules.md G16)."""
    return {
        "ref": str(issue.ref),
        "title": issue.title,
        "url": issue.web_url,
        "author": issue.author,
        "labels": sorted(issue.labels),
        "assignees": list(issue.assignees),
        "created_at": issue.created_at and issue.created_at.isoformat(),
        "updated_at": issue.updated_at and issue.updated_at.isoformat(),
        "confidential": issue.confidential,
    }
