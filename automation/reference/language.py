"""Pages about what the YAML may say: actions, triggers, names in expressions, messages, warnings."""

from __future__ import annotations

from inspect import getdoc

from automation.actions.registry import ACTIONS
from automation.config.messages import load_builtin_messages
from automation.decide.happenings import TRIGGERS
from automation.decide.momentary import MOMENTARY
from automation.decide.vocabulary import WORDS
from automation.lint.checks import CHECKS
from automation.lint.timed import TIMED_CHECKS


def actions_page() -> str:
    """docs/reference/actions.md."""
    parts = ["# Actions\n\nWhat rules, stages, comments and intakes may do. Texts may hold `{{ expressions }}`.\n"]
    for name, action in ACTIONS.items():
        alone = "" if action.needs_issue else " Schedules may do it too."
        when = "" if action.at_creation else " Waits until the issue exists when Usher opens it itself."
        parts.append(f"## {name}\n\n{action.summary}{when}{alone}\n\n```yaml\n- {action.example}\n```\n")
    return "\n".join(parts)


def triggers_page() -> str:
    """docs/reference/triggers.md."""
    rows = [f"| `{name}` | {words} |" for name, words in TRIGGERS.items()]
    head = "# Triggers\n\nWhat `on:` of a rule may name; `name(pattern)` narrows it, `*` stands for anything.\n"
    return "\n".join([head, "| trigger | when |", "| --- | --- |", *rows, ""])


def expressions_page() -> str:
    """docs/reference/expressions.md."""
    head = (
        "# Names in conditions and texts\n\nConditions are Jinja2 expressions, texts hold them in `{{ }}`. Both run in "
        "a sandbox: data only, a bounded number of steps, and a name that does not exist is an error.\n"
    )
    here = [f"| `{name}` | {words} |" for name, words in WORDS.items()]
    sometimes = [f"| `{name}` | {words} |" for name, words in MOMENTARY.items()]
    table = ["| name | |", "| --- | --- |"]
    return "\n".join([head, *table, *here, "\n## In some places only\n", *table, *sometimes, ""])


def messages_page() -> str:
    """docs/reference/messages.md."""
    parts = ["# Built-in messages\n\nReplace a text under `messages:` of config.yml, by its key.\n"]
    for key, spec in load_builtin_messages().items():
        told = f"Mentions {', '.join(spec.mention)}. " if spec.mention else ""
        kept = "Edited in place while it lasts. " if spec.lasting else ""
        words = f"{told}{kept}".strip()
        parts.append(f"## {key}\n\n{words}{chr(10) * 2 if words else ''}```jinja\n{spec.text.strip()}\n```\n")
    return "\n".join(parts)


def lint_page() -> str:
    """docs/reference/lint.md."""
    rows = [f"| `{check.__name__.replace('_', '-')}` | {getdoc(check)} |" for check in (*CHECKS, *TIMED_CHECKS)]
    head = "# Warnings of usher check\n\nThe configuration loads, but will not do what was meant.\n"
    return "\n".join([head, "| name | when |", "| --- | --- |", *rows, ""])
