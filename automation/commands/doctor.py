"""``usher doctor``: whether GitLab, token, projects, labels, hooks and database are as Usher needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from automation.commands.common import FOUND, config_option, database_option, format_option, read_rules, show_json
from automation.decide.compiled import Compiled
from automation.decide.setup.wishes import wishes
from automation.gitlab.checkup import Checkup, Finding
from automation.gitlab.errors import Refused
from automation.runtime.store import Store, StoreUnavailable


@click.command(name="doctor", epilog="Example: usher doctor --config config.yml")
@config_option
@database_option
@format_option
@click.pass_context
def command(ctx: click.Context, config_path: Path, database: str, output: str) -> None:
    """Look at everything that Usher needs, and say what to do where something is missing. Changes nothing."""
    rules = read_rules(config_path)
    found = [*_secrets(rules), _database(database), *_gitlab(rules)]
    if output == "json":
        show_json([asdict(finding) for finding in found])
    else:
        for finding in found:
            _show(finding)
    ctx.exit(0 if all(finding.ok for finding in found) else FOUND)


def _show(finding: Finding) -> None:
    click.echo(f"{'✓' if finding.ok else '✗'} {finding.what}: {finding.detail}")
    if finding.remedy:
        click.echo(f"    {finding.remedy}")


def _secrets(rules: Compiled) -> Iterator[Finding]:
    webhook = rules.config.gitlab.webhook
    signing, secret = [len(list(filter(None, tokens))) for tokens in (webhook.signing_tokens, webhook.secret_tokens)]
    ok = bool(signing or secret)
    remedy = "" if ok else "Set USHER_SIGNING_TOKEN to the signing token of the hook: without it nothing is let in."
    yield Finding("Hook tokens", ok, f"{signing} signing, {secret} secret", remedy)


def _database(address: str) -> Finding:
    try:
        store = Store.open(address)
    except StoreUnavailable as fault:
        return Finding("Database", False, str(fault), "Check USHER_DATABASE_URL and the rights on the folder.")
    store.close()
    return Finding("Database", True, "can be opened and written")


def _gitlab(rules: Compiled) -> Iterator[Finding]:
    labels = {wish.project: frozenset(label.name for label in wish.labels) for wish in wishes(rules)}
    try:
        checkup = Checkup(rules.config.gitlab)
    except Refused as fault:
        yield Finding("GitLab", False, fault.cause, "Set GITLAB_TOKEN to a token of the bot user with the scope api.")
        return
    yield from checkup.findings(labels, rules.config.groups.values(), labels, datetime.now(UTC).date())
