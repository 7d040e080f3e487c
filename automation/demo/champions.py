"""The first story: a Partner Champion from the nomination form to the record (rules.md PC-01 to PC-06)."""

from __future__ import annotations

from automation.demo.people import fill_form
from automation.demo.play import Expected, Step
from automation.demo.setting import Setting

_EMAIL = "champion.one@rheinwerk.example"
_FORM = {
    "Nominee name": "Sample Champion One",
    "Nominee email": _EMAIL,
    "Nominee GitLab username": "@partner-emea-1",
    "Partner company": "Rheinwerk Digital GmbH",
    "Region": "EMEA",
    "Role": "Solutions Architect",
    "Sponsor SA": "@sa-emea",
    "Leadership endorsement": "Yes, by the practice lead",
    "Community contribution": "Speaker at two meetups",
}
_OPS, _CHAMPIONS = "champion-ops", "champions"


def _nomination(stage: str, owner: str, *messages: str, state: str = "opened") -> Expected:
    labels = frozenset({f"Champion::{stage}", "Partner Champions", "Region-EMEA"})
    return Expected(_OPS, 1, labels, frozenset({owner}), state, messages=frozenset(messages))


def _case(stage: str, state: str) -> Expected:
    return Expected(
        _OPS, 2, frozenset({f"Support-Case::{stage}", "Partner Help Desk"}), frozenset({"ecosystem-emea"}), state
    )


def _onboarding(stage: str, owners: set[str], *messages: str, state: str = "opened") -> Expected:
    labels = frozenset({f"Onboarding::{stage}", "Partner Champions", "Region-EMEA"})
    return Expected(_CHAMPIONS, 1, labels, frozenset(owners), state, confidential=False, messages=frozenset(messages))


_RECORD = Expected(
    _OPS,
    3,
    frozenset({"Champion-Status::Active", "Partner Champions", "Champion Record", "Region-EMEA"}),
    frozenset({"sa-emea"}),
)


def _nominate(scene: Setting) -> None:
    fill_form(scene.usher.url, "champion-nomination", _FORM, scene.intake_token)


def _move(username: str, start: str, to: str) -> Step:
    """A step in which `username` moves the nomination; what follows is added by the caller."""
    return Step(
        f"{username} moves the nomination: {start} → {to}",
        lambda scene: scene.person(username).moves(_OPS, 1, f"Champion::{start}", f"Champion::{to}"),
        (),
    )


def _with(step: Step, *expected: Expected, invited: tuple[str, ...] = ()) -> Step:
    return Step(step.title, step.act, expected, invited)


CHAMPIONS = (
    Step(
        "A partner's form nominates a champion",
        _nominate,
        (_nomination("Nominated", "champions-manager"), _case("Open", "opened")),
    ),
    _with(_move("champions-manager", "Nominated", "In Review"), _nomination("In Review", "champions-manager")),
    _with(
        _move("champions-manager", "In Review", "Approved"), _nomination("Approved", "ecosystem-emea", "portal-request")
    ),
    _with(
        _move("ecosystem-emea", "Approved", "Portal Approved"),
        _nomination("Portal Approved", "ecosystem-emea", "sponsor-notified", state="closed"),
        _case("Resolved", "closed"),
        _onboarding("SA Tasks", {"sa-emea"}),
        invited=(_EMAIL,),
    ),
    Step(
        "sa-emea ticks the tasks of the sponsor",
        lambda scene: scene.person("sa-emea").ticks(_CHAMPIONS, 1, "GitLab Sponsoring SA Tasks"),
        (_onboarding("Champion Tasks", {"sa-emea", "partner-emea-1"}, "onboarding-champion-turn"),),
    ),
    Step(
        "partner-emea-1, the new champion, ticks the rest",
        lambda scene: scene.person("partner-emea-1").ticks(_CHAMPIONS, 1, "Partner Champion Tasks"),
        (_onboarding("Complete", {"sa-emea", "partner-emea-1"}, "onboarding-complete", state="closed"), _RECORD),
    ),
)
