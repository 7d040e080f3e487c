"""The second story: a customer story from nomination to publication, one jump put back (rules.md ST-01 to ST-07)."""

from __future__ import annotations

from automation.demo.play import Expected, Step
from automation.demo.setting import Setting

_PROJECT = "product-marketing"
_BODY = """\
<!-- program: customer-story -->
## Details

- **Customer account:** Helios Energy plc
- **Segment:** Enterprise
- **License tier:** Ultimate
- **Story format:** Case Study
- **Account owner:** @april.marks
- **Use case:** DevSecOps platform consolidation
- **Metrics available:** Yes
- **Strategic pillar:** Platform consolidation
- **Reference authorization:** Section 8.5
- **Publish date:**
- **Published URL:**
"""
_LABELS = frozenset(
    {
        "Customer Story",
        "Customer Reference Program",
        "Story-Format::Case Study",
        "priority::1",
        "Reference-Auth::Section 8.5",
    }
)
_DRAFTERS = frozenset({"steve.george", "content-editor"})


def _story(
    stage: str, *messages: str, owners: frozenset[str] | None = None, more: str = "", state: str = "opened"
) -> Expected:
    labels = _LABELS | {f"Story::{stage}"} | ({more} if more else set())
    return Expected(_PROJECT, 1, labels, owners or frozenset({"steve.george"}), state, messages=frozenset(messages))


def _open(scene: Setting) -> None:
    scene.person("april.marks").opens(_PROJECT, "Customer story: Helios Energy", _BODY, ["Customer Story"])


def something_to_try(scene: Setting) -> str:
    """Leave a second story open for whoever tries the demonstration; gives its address."""
    body = _BODY.replace("Helios Energy plc", "Cedar Insurance, Inc.")
    scene.person("april.marks").opens(_PROJECT, "Customer story: Cedar Insurance", body, ["Customer Story"])
    scene.quiet()
    address: str = scene.person("root").issues(_PROJECT)[-1].web_url
    return address


def _move(username: str, start: str, to: str, expected: Expected) -> Step:
    return Step(
        f"{username} moves the story: {start} → {to}",
        lambda scene: scene.person(username).moves(_PROJECT, 1, f"Story::{start}", f"Story::{to}"),
        (expected,),
    )


def _address(scene: Setting) -> None:
    scene.person("content-editor").writes(
        _PROJECT, 1, "Published URL", "https://about.gitlab.com/customers/helios-energy"
    )


def story(quarter: str) -> tuple[Step, ...]:
    """The steps; an approved story carries the label of the fiscal `quarter` in which it was approved."""
    return (
        Step(
            "april.marks nominates a customer story, in public",
            _open,
            (_story("Nominated", "made-confidential", "story-intake"),),
        ),
        _move("steve.george", "Nominated", "Vetting", _story("Vetting", "story-vetting")),
        _move("steve.george", "Vetting", "Drafting", _story("Vetting", "transition-rejected")),
        _move("nicole.smith", "Vetting", "Approved", _story("Approved", "story-approved", more=quarter)),
        _move("steve.george", "Approved", "Interview", _story("Interview", more=quarter)),
        _move("steve.george", "Interview", "Drafting", _story("Drafting", owners=_DRAFTERS, more=quarter)),
        _move(
            "content-editor",
            "Drafting",
            "Internal Review",
            _story("Internal Review", "legal-review", owners=_DRAFTERS, more=quarter),
        ),
        _move(
            "content-editor",
            "Internal Review",
            "Customer Approval",
            _story("Customer Approval", "customer-approval", more=quarter),
        ),
        _move("steve.george", "Customer Approval", "Scheduled", _story("Scheduled", more=quarter)),
        Step("content-editor writes the address down", _address, (_story("Scheduled", more=quarter),)),
        _move(
            "content-editor",
            "Scheduled",
            "Published",
            _story("Published", "story-published", more=quarter, state="closed"),
        ),
    )
