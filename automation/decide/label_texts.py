"""Labels whose names are texts: what people write into an issue must never choose a label that decides something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from automation.decide.action import ActionFault
from automation.decide.labels import clean, scope_of

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledWorkflow
    from automation.decide.desk import Desk


def label_of(desk: Desk, text: str, workflow: CompiledWorkflow | None) -> str:
    """The label that `text` gives on an issue of `workflow`; '' for none.

    Raises:
        ActionFault: as `check_chosen`.
        ConditionError: the text cannot be filled in.
    """
    label = clean(desk.raw(text))
    check_chosen(desk, text, [label], workflow)
    return label


def check_chosen(desk: Desk, text: str, labels: Iterable[str], workflow: CompiledWorkflow | None) -> None:
    """Refuse those `labels` that are Usher's own or in a guarded scope, unless `text` itself says so.

    That is, unless it is written out whole, or what stands before its first expression has the whole scope:
    ``Topic::{{ fields['Topic'] }}``.

    Raises:
        ActionFault: names the label and the remedy.
    """
    if "{" not in text:
        return
    written = text.partition("{{")[0].partition("{%")[0].lstrip()
    wrong = [label for label in labels if _is_guarded(desk, label, workflow) and not _begins(written, label)]
    if wrong:
        message = f"{', '.join(wrong)} cannot be chosen by a value; write the label, or its scope, out in the text"
        raise ActionFault(message)


def _is_guarded(desk: Desk, label: str, workflow: CompiledWorkflow | None) -> bool:
    """Whether `label` is among ``labels:`` of config.yml, shows a stage, or lies in a protected scope."""
    if label in set(desk.rules.config.labels.model_dump().values()):
        return True
    if workflow is None:
        return False
    return workflow.is_stage_label(label) or scope_of(label) in workflow.spec.protected_labels


def _begins(written: str, label: str) -> bool:
    scope = scope_of(label)
    return scope is not None and written.startswith(f"{scope}::")
