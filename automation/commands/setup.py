"""``usher setup``: labels, boards, hooks and description templates; shows what would change, and changes it."""

from __future__ import annotations

import time
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

import click

from automation.commands.common import FOUND, Stop, config_option, format_option, read_rules
from automation.commands.setup_report import Report
from automation.config.spelling import nearest
from automation.decide.compiled import Compiled
from automation.decide.setup.things import Hook, Part, Wish
from automation.decide.setup.wishes import further_triggers, wishes
from automation.gitlab.changes import DOOR
from automation.gitlab.checkup import TRIGGERS
from automation.gitlab.provision.provisioner import Provisioner, Wanted


def _parts(_: click.Context, __: click.Parameter, value: str | None) -> tuple[Part, ...] | None:
    """The parts that a list with commas names."""
    names = [name.strip() for name in value.split(",")] if value is not None else []
    unknown = [name for name in names if name not in list(Part)]
    if unknown:
        message = f"{unknown[0]!r} is none of {', '.join(Part)}"
        raise click.BadParameter(message)
    return tuple(map(Part, names)) if value is not None else None


def _base(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """The address of Usher without its own path and a last slash."""
    if value is None:
        return None
    base = value.rstrip("/").removesuffix(DOOR)
    try:
        parts = urlsplit(base)
        wrong = parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc
    except ValueError:
        wrong = True
    if wrong or "?" in base or "#" in base:
        message = f"{value!r} is no address such as https://usher.example.com"
        raise click.BadParameter(message)
    return base


@click.command(name="setup", epilog="Example: usher setup --url https://usher.example.com --apply")
@config_option
@click.option("--apply", "apply_", is_flag=True, help="Make the changes; without it they are only shown.")
@click.option("--url", "base", callback=_base, help="Where GitLab reaches Usher; without it hooks are left out.")
@click.option("--only", callback=_parts, metavar="PARTS", help="Of labels, boards, hooks and templates, with commas.")
@click.option("--project", "projects", multiple=True, metavar="KEY", help="Only this project of config.yml.")
@click.option("--recolour", is_flag=True, help="Give labels Usher's colours even where people chose others.")
@click.option("--rotate", is_flag=True, help="Set the token of the hook anew.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    config_path: Path,
    apply_: bool,
    base: str | None,
    only: tuple[Part, ...] | None,
    projects: tuple[str, ...],
    recolour: bool,
    rotate: bool,
    output: str,
) -> None:
    """Give each project what its programs need: labels, boards, a hook, description templates.

    Shows what differs, and with --apply changes it. Nothing is deleted or renamed, and colours that people chose stay.
    Ends with 1 where changes are left to make or something failed.
    """
    rules = read_rules(config_path)
    hook = _hook(rules, base, only)
    parts = [part for part in only or Part if hook is not None or part is not Part.HOOKS]
    wanted = Wanted(parts=parts, hook=hook, recolour=recolour, rotate=rotate)
    report = Report(output)
    provisioner = Provisioner.of(rules.config.gitlab, secrets_of(rules), _pause)
    try:
        for wish in _chosen(rules, projects):
            for planned in provisioner.plan(wish, wanted):
                report.add(planned, provisioner.apply(planned.changes) if apply_ else None)
    finally:
        provisioner.close()
    report.close(hooks_left_out=hook is None and only is None)
    ctx.exit(FOUND if report.open_ends else 0)


def _chosen(rules: Compiled, keys: Collection[str]) -> list[Wish]:
    """What the projects with these keys should hold; without keys that of all that are used."""
    found = {rules.projects[wish.project]: wish for wish in wishes(rules)}
    for key in keys:
        if key not in found:
            near = nearest(key, list(found))
            message = f"no program uses a project {key!r}; " + (
                f"did you mean {near!r}?" if near else f"there are {', '.join(found)}"
            )
            raise Stop(message)
    return [wish for key, wish in found.items() if not keys or key in keys]


def _hook(rules: Compiled, base: str | None, only: Collection[Part] | None) -> Hook | None:
    """The hook as it should be; None where hooks are left out."""
    if only is not None and Part.HOOKS not in only:
        return None
    if base is None:
        if only is None:
            return None
        message = "say where GitLab reaches Usher: --url https://your-host"
        raise Stop(message)
    proof = next(iter(secrets_of(rules)), None)
    if proof is None:
        message = (
            "a hook needs a token: set USHER_SIGNING_TOKEN, or leave hooks out with --only labels,boards,templates"
        )
        raise Stop(message)
    return hook_at(rules, base, proof)


def hook_at(rules: Compiled, base: str, proof: str) -> Hook:
    """The hook that delivers what the programs need to Usher at `base`, proven by the token of the kind `proof`."""
    return Hook(base=base, door=DOOR, triggers=(*TRIGGERS, *further_triggers(rules)), proof=proof)


def secrets_of(rules: Compiled) -> dict[str, str]:
    """The tokens that deliveries may prove themselves with, by GitLab's name for them, the better one first."""
    webhook = rules.config.gitlab.webhook
    kinds = {"signing_token": webhook.signing_tokens, "token": webhook.secret_tokens}
    return {name: tokens[0] for name, tokens in kinds.items() if tokens}


def _pause(seconds: float) -> None:
    click.echo(f"GitLab's limit is reached: going on in {seconds:.0f} s", err=True)
    time.sleep(seconds)
