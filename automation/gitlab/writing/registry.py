"""Which module writes which effect."""

from __future__ import annotations

from automation.gitlab.port import Applied
from automation.gitlab.writing.invite import invite, revoke
from automation.gitlab.writing.links import link_issue
from automation.gitlab.writing.move import move_issue
from automation.gitlab.writing.notes import edit_note, keep_note, post_note
from automation.gitlab.writing.open import open_issue
from automation.gitlab.writing.react import react
from automation.gitlab.writing.site import Attempt, Site
from automation.gitlab.writing.update import write_update
from automation.model import plan


def write(site: Site, effect: plan.Effect, attempt: Attempt) -> Applied:
    """Writes `effect`; links and emoji need no looking first, GitLab refuses a second one.

    Raises:
        GitLabFault: it was not written, or it is not known whether it was.
        TypeError: `effect` is none of GitLab's.
    """
    match effect:
        case plan.UpdateIssue():
            applied = write_update(site, effect, attempt)
        case plan.PostNote() | plan.KeepNote() | plan.EditNote():
            applied = _note(site, effect, attempt)
        case plan.OpenIssue():
            applied = open_issue(site, effect, attempt)
        case plan.Invite():
            applied = invite(site, effect, attempt.resuming)
        case plan.RevokeInvitation():
            applied = revoke(site, effect, attempt.resuming)
        case plan.LinkIssue():
            applied = link_issue(site, effect)
        case plan.React():
            applied = react(site, effect)
        case plan.MoveIssue():
            applied = move_issue(site, effect, attempt.resuming)
        case _:
            message = f"{type(effect).__name__} is not written to GitLab"
            raise TypeError(message)
    return applied


def _note(site: Site, effect: plan.PostNote | plan.KeepNote | plan.EditNote, attempt: Attempt) -> Applied:
    match effect:
        case plan.PostNote():
            return post_note(site, effect, attempt)
        case plan.KeepNote():
            return keep_note(site, effect, attempt)
        case plan.EditNote():
            return edit_note(site, effect, attempt)
