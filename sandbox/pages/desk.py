"""How a page is served: for whom, under which lock, and what a form must bring before it changes anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.pages import token, visitor
from sandbox.rest.context import acting, the_world

View = Callable[..., ResponseReturnValue]
Change = Callable[..., "str | tuple[str, int]"]
Do = Callable[..., str]
SEE_OTHER = 303


class Desk(Blueprint):
    """A blueprint of pages."""

    def shows(self, rule: str, *, to_nobody: bool = False) -> Callable[[View], View]:
        """Serve a view by GET under the world's lock; `to_nobody`: also while the world has no users."""

        def decorate(view: View) -> View:
            @wraps(view)
            def locked(**parts: Any) -> ResponseReturnValue:
                with the_world().lock:
                    _enter(to_nobody=to_nobody)
                    return view(**parts)

            self.add_url_rule(rule, view.__name__, locked)
            return view

        return decorate

    def changes(self, rule: str) -> Callable[[Change], Change]:
        """Take a form that changes the world as the acting user; the journal gets it, as it gets REST's writes.

        The view returns the address to go on with, or a page and its status if nothing was done.
        """

        def decorate(view: Change) -> Change:
            @wraps(view)
            def locked(**parts: Any) -> ResponseReturnValue:
                token.need()
                with the_world().lock:
                    _enter(to_nobody=False)
                    answer = view(**parts)
                    if isinstance(answer, str):
                        _journal()
                        return redirect(answer, SEE_OTHER)
                    return make_response(answer)

            self.add_url_rule(rule, view.__name__, locked, methods=["POST"])
            return view

        return decorate

    def does(self, rule: str) -> Callable[[Do], Do]:
        """Take a form that no user of the world stands for; the view locks what it must and returns an address."""

        def decorate(view: Do) -> Do:
            @wraps(view)
            def checked(**parts: Any) -> ResponseReturnValue:
                token.need()
                return redirect(view(**parts), SEE_OTHER)

            self.add_url_rule(rule, view.__name__, checked, methods=["POST"])
            return view

        return decorate


def _enter(*, to_nobody: bool) -> None:
    g.act = visitor.act(the_world())
    if g.act is None and not to_nobody:
        refuse.not_found()


def _journal() -> None:
    act = acting()
    form = {name: values for name, values in request.form.to_dict(flat=False).items() if name != token.FIELD}
    act.world.journal.record(act.now, act.user.username, request.method, request.path, form, SEE_OTHER)
