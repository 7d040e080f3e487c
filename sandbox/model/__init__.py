"""The things that a GitLab holds, as frozen data: a change makes a new value, so before and after can be compared."""

from sandbox.model.hooks import TRIGGERS, Hook, HookCall
from sandbox.model.people import Access, Invitation, Member, Status, User
from sandbox.model.places import Board, BoardList, Group, Label, Milestone, Place, PlaceKey, Project
from sandbox.model.tracking import Award, HistoryEvent, Issue, IssueLink, Note

__all__ = [
    "TRIGGERS",
    "Access",
    "Award",
    "Board",
    "BoardList",
    "Group",
    "HistoryEvent",
    "Hook",
    "HookCall",
    "Invitation",
    "Issue",
    "IssueLink",
    "Label",
    "Member",
    "Milestone",
    "Note",
    "Place",
    "PlaceKey",
    "Project",
    "Status",
    "User",
]
