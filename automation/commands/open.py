"""``usher open``: open an issue from a template, as a form would."""

from __future__ import annotations

import json
import logging
import secrets
from pathlib import Path

import click

from automation.commands.common import Stop, compiled, config_option, database_option, format_option, show_json
from automation.commands.common import read_rules as read
from automation.commands.logs import set_up_logs
from automation.config.spelling import nearest
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.model.refs import IssueRef, intake_key
from automation.model.work import Delivery, EffectState, Run, Source
from automation.runtime.looked import Became
from automation.runtime.service import Service
from automation.runtime.settings import Settings


@click.command(
    name="open", epilog='Example: usher open Champion_Nomination "Nominee name=Sample Champion One" Region=EMEA'
)
@click.argument("template")
@click.argument("fields", nargs=-1, metavar="[NAME=VALUE]...")
@config_option
@database_option
@format_option
def command(template: str, fields: tuple[str, ...], config_path: Path, database: str, output: str) -> None:
    """Open an issue from TEMPLATE (or a workflow's key) with the given fields.

    Everything that follows from the new issue is done too: labels, owner, due date, linked issues, messages. Required
    fields that are not given are named; the issue waits for them.
    """
    workflow = _workflow(read(config_path), template)
    values = _values(workflow, fields)
    set_up_logs("text", logging.WARNING)
    service = Service(Settings(config=config_path, load=compiled, database=database, workers=0))
    try:
        run = _opened(service, workflow, values)
    finally:
        service.stop()
    made = [record for record in run.effects if record.state in {EffectState.DONE, EffectState.FOUND}]
    if not made:
        words = "; ".join(record.error for record in run.effects if record.error) or "GitLab opened nothing"
        raise Stop(words, 1)
    issue, url = f"{made[0].result['project']}#{made[0].result['iid']}", made[0].result.get("web_url", "")
    missing = _missing(workflow, values)
    if output == "json":
        show_json({"issue": issue, "url": url, "missing": missing})
        return
    click.echo(f"{issue}  {url}")
    if missing:
        click.echo(f"needs: {', '.join(missing)}")


def _opened(service: Service, workflow: CompiledWorkflow, values: dict[str, str]) -> Run:
    """Hand the form in and work on it here, without waiting for a service."""
    key, now = intake_key(workflow.key), service.now()
    service.store.receive(
        Delivery(
            key=f"intake:command:{secrets.token_hex(12)}",
            source=Source.INTAKE,
            work_key=key,
            project=workflow.project,
            received_at=now,
            header="Usher Intake",
            body=json.dumps(values).encode(),
        )
    )
    looked = service.worker.look(key)
    run = service.store.run(looked.run_id) if looked.run_id else None
    if run is None:
        words = "GitLab could not be reached" if looked.became is Became.LATER else "it is being worked on elsewhere"
        message = f"the issue is not open yet: {words}; the running service goes on with it"
        raise Stop(message, 1)
    for record in run.effects:
        if "iid" in record.result:
            service.worker.look(str(IssueRef(record.result["project"], record.result["iid"])))
    return run


def _workflow(rules: Compiled, name: str) -> CompiledWorkflow:
    by_name = {workflow.spec.template: workflow for workflow in rules.workflows.values()} | dict(rules.workflows)
    if name not in by_name:
        message = f"no workflow uses the template {name!r}{_near(name, list(by_name))}"
        raise Stop(message)
    return by_name[name]


def _values(workflow: CompiledWorkflow, fields: tuple[str, ...]) -> dict[str, str]:
    values = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals or name not in workflow.spec.fields:
            message = f"{field!r} is no NAME=VALUE of a field{_near(name, list(workflow.spec.fields))}"
            raise Stop(message)
        values[name] = value
    return values


def _missing(workflow: CompiledWorkflow, values: dict[str, str]) -> list[str]:
    """The required fields without a value."""
    required = [name for name, spec in workflow.spec.fields.items() if spec.required]
    return [name for name in required if not values.get(name, "").strip()]


def _near(name: str, known: list[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean {near!r}?" if near else f"; there are {', '.join(known)}"
