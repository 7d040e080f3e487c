"""The names that expressions and texts may use in some places only; docs/reference/expressions.md lists them."""

from __future__ import annotations

from collections.abc import Mapping

#: names that exist in some places only
MOMENTARY: Mapping[str, str] = {
    "event": "in rules: event.name and event.data, what the trigger brought along",
    "comment": "in structured comments: the values of its pattern",
    "occurrence": "in schedules and digests: when it comes round, in its zone: occurrence.date(); now and today are "
    "when it fires",
    "slot": "in schedules with a time for each weekday: the weekday, e.g. 1WE; '' in others",
    "step": "in steps of clocks: step.name, step.clock, step.elapsed (in words: 45 minutes), step.came (an instant)",
    "from_stage": "in stages: the stage that the issue comes from, '' for none",
    "period": "in titles of reports: the period, such as 2027-01 or FY27-Q4",
    "person": "in `where:` of an owner: the candidate",
    "note_id": "in actions that a comment triggered: number of the note",
    "reason": "in transition-rejected: not-allowed, role, gate:NAME, ambiguous, derived or no-intake",
    "wanted": "in transition-rejected: the stage that was asked for",
    "allowed": "in transition-rejected: the stages that the actor may move the issue to",
    "needed": "in transition-rejected: what is missing",
    "missing": "in needs-info: names of the fields that are not filled in",
    "malformed": "in needs-info: fields with a wrong value, and what is right",
    "scope": "in label-reverted: the protected scope",
    "kept": "in label-reverted: the labels that stay",
    "of": "in duplicate-suspected: the other issue",
    "duplicate_label": "in duplicate-suspected: the label that sets the issue aside",
    "due": "in sla-breach: the date that has passed",
    "commands": "in commands-help: how each command is written that the person may use, and what it does",
    "stale": "in stale-warning and stale-closed: the entry of `stale:`: stale.name, .label, .after, .close_after "
    "('' where nothing is closed), .reopens",
    "item": "in the lines of a digest: one issue: item.link, .ref, .title, .url, .project, .author, .labels, "
    ".assignees, .created_at, .updated_at, .confidential, .hidden (not for all readers: only link, ref and project are "
    "there)",
    "items": "in the text of a digest: its lines",
    "count": "in digests: how many issues were selected",
    "more": "in the text of a digest: how many of them have no line, as there was no room",
    "policy": "in digests: the name of the policy",
    "word": "in comment-misread: the comment's word",
    "pattern": "in comment-misread: what should follow the word",
    "by": "in undone and undone-opening: who asked for it",
    "run": "in undone and undone-opening: the run that is taken back",
    "problem": "in comment-misread and commands-help: what is wrong",
}
