"""Issues on their way through a workflow: what people do to their stages, turn by turn."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.scenarios.script import Deed, Doing, Tale


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move and who makes it."""

    by: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Course:
    """The way of an issue through a workflow, and who is around."""

    scope: str
    way: tuple[Move, ...]
    #: a colleague without the right to anything
    bystander: str
    #: may end it early and reopen it
    lead: str
    #: the closed stage of an early end
    end: str
    #: the stage of a reopened issue
    again: str
    #: a move behind a gate that stays shut, at the end of the way
    gated: Move | None = None


STORY = Course(
    scope="Story",
    way=(
        Move("steve.george", "Nominated", "Vetting"),
        Move("nicole.smith", "Vetting", "Approved"),
        Move("steve.george", "Approved", "Interview"),
        Move("content-editor", "Interview", "Drafting"),
        Move("content-editor", "Drafting", "Internal Review"),
        Move("content-editor", "Internal Review", "Customer Approval"),
        Move("steve.george", "Customer Approval", "Scheduled"),
    ),
    bystander="april.marks",
    lead="steve.george",
    end="Withdrawn",
    again="Vetting",
)
NOMINATION = Course(
    scope="Champion",
    way=(
        Move("champions-manager", "Nominated", "In Review"),
        Move("champions-manager", "In Review", "Approved"),
        Move("ecosystem-emea", "Approved", "Portal Approved"),
    ),
    bystander="sa-emea",
    lead="champions-manager",
    end="Withdrawn",
    again="In Review",
)
#: stages at the end of a way whose issue is closed
_CLOSED = ("Portal Approved",)


def cut(course: Course, stage: str) -> Course:
    """`course` with a gate that nobody opens behind `stage`."""
    number = next(number for number, move in enumerate(course.way) if move.old == stage)
    return replace(course, way=course.way[:number], gated=course.way[number])


class Traveller:
    """An issue on its course; every turn gives what people do in one stretch."""

    def __init__(self, chance: random.Random, course: Course) -> None:
        self._chance = chance
        self._course = course
        self._at = 0

    @property
    def stage(self) -> str:
        """Where it is when all is quiet."""
        way = self._course.way
        return way[self._at].old if self._at < len(way) else way[-1].new

    def turns(self) -> Tale:
        """One turn after the other, until the way is at its end."""
        while self.stage not in _CLOSED:
            kinds: list[Callable[[], Tale]] = [self._end, self._close, self._bare, self._own_mind]
            if self._at < len(self._course.way):
                kinds += [self._step] * 4 + [self._hurry, self._trespass, self._stray]
            elif self._course.gated:
                kinds += [self._knock]
            yield from self._chance.choice(kinds)()

    def _step(self) -> Tale:
        """The next move."""
        yield [self._next()]

    def _hurry(self) -> Tale:
        """Several moves in a row, or what is left of them."""
        yield [self._next() for _ in range(min(self._chance.randint(2, 4), len(self._course.way) - self._at))]

    def _trespass(self) -> Tale:
        """The right move by somebody who may not make it."""
        move = self._course.way[self._at]
        yield [self._moving(self._course.bystander, move.old, move.new)]

    def _stray(self) -> Tale:
        """A move that it may make, and one that the workflow does not have."""
        doings = [self._next()]
        if self._at > 1 and self.stage not in _CLOSED:
            doings.append(self._moving(self._course.lead, self.stage, "Nominated"))
        yield doings

    def _knock(self) -> Tale:
        """The move behind the gate."""
        gated = self._course.gated
        yield [self._moving(gated.by, gated.old, gated.new)] if gated else []

    def _end(self) -> Tale:
        """It ends early; then somebody who may not reopens it, and somebody who may."""
        yield [self._moving(self._course.lead, self.stage, self._course.end)]
        yield [Doing(self._course.bystander, Deed.CHANGE, {"state_event": "reopen"})]
        yield [Doing(self._course.lead, Deed.CHANGE, {"state_event": "reopen"})]
        self._at = next(number for number, move in enumerate(self._course.way, 1) if move.new == self._course.again)

    def _close(self) -> Tale:
        """Closed by hand, at a stage that is not a closed one."""
        yield [Doing(self._course.bystander, Deed.CHANGE, {"state_event": "close"})]

    def _bare(self) -> Tale:
        """Its stage label taken off."""
        yield [Doing(self._course.lead, Deed.CHANGE, {"remove_labels": f"{self._course.scope}::{self.stage}"})]

    def _own_mind(self) -> Tale:
        """Another due date, and one more assignee, by a quick action."""
        day = f"2027-02-{self._chance.randint(1, 28):02}"
        yield [
            Doing(self._course.lead, Deed.CHANGE, {"due_date": day}),
            Doing(self._course.lead, Deed.SAY, {"body": "/assign @brand-design"}),
        ]

    def _next(self) -> Doing:
        move = self._course.way[self._at]
        self._at += 1
        return self._moving(move.by, move.old, move.new)

    def _moving(self, person: str, old: str, new: str) -> Doing:
        scope = self._course.scope
        return Doing(person, Deed.CHANGE, {"add_labels": f"{scope}::{new}", "remove_labels": f"{scope}::{old}"})
