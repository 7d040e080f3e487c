"""Markdown as safe HTML: nothing that somebody wrote becomes an element, an image or a link that runs.

HTML is parsed only in order to leave comments out, as GitLab does; every other tag is shown as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from sandbox.model import Issue
from sandbox.pages import references, tasks
from sandbox.world.state import Act

DIFFERENCE = re.compile(r"\{[-+](.{0,500}?)[-+]\}")
TICK = Markup(
    '<button class="tick" id="task-{line}" form="tasks" name="task" value="{choice}" role="checkbox" '
    'aria-checked="{checked}" aria-label="{words}"></button>'
)
BOX = Markup(
    '<span class="tick" role="checkbox" aria-disabled="true" aria-checked="{checked}" aria-label="{words}"></span>'
)
Env = MutableMapping[str, Any]


def prose(act: Act, issue: Issue, text: str, *, ticking: bool = False) -> Markup:
    """Return a text of an issue as HTML for the reader; `ticking`: with buttons of the form `tasks` as boxes."""
    rendered: str = PARSER.render(text, {"act": act, "issue": issue, "ticking": ticking})
    return Markup(rendered)  # noqa: S704 - the parser lets no HTML through


def remark(act: Act, issue: Issue, text: str) -> Markup:
    """Return what the sandbox itself says under an issue, one line, as HTML."""
    plain = DIFFERENCE.sub(r"\1", text)
    rendered: str = PARSER.renderInline(plain, {"act": act, "issue": issue, "ticking": False})
    return Markup(rendered)  # noqa: S704 - the parser lets no HTML through


def boxes(text: str) -> list[tasks.Task]:
    """Return the boxes of the task lists in a text."""
    children = (child for token in PARSER.parse(text, {}) for child in token.children or ())
    return [child.meta["task"] for child in children if child.type == "box"]


def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("image")
    made.core.ruler.push("boxes", _put_boxes)
    made.core.ruler.push("references", _put_references)
    made.add_render_rule("html_block", _typed)
    made.add_render_rule("html_inline", _typed)
    made.add_render_rule("box", _box)
    made.add_render_rule("named", _named)
    made.add_render_rule("link_open", _link)
    return made


def _put_boxes(state: StateCore) -> None:
    for task, token in tasks.found(state.tokens):
        children = token.children or []
        children[0].content = children[0].content[len("[ ]") :].lstrip()
        token.children = [Token("box", "", 0, meta={"task": task}), *children]


def _put_references(state: StateCore) -> None:
    if "act" not in state.env:
        return
    for token in state.tokens:
        if token.children:
            token.children = list(_with_references(token.children, state.env))


def _with_references(children: Sequence[Token], env: Env) -> list[Token]:
    result, in_links = [], 0
    for token in children:
        in_links += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        result.extend([token] if in_links or token.type != "text" else _parts(token, env))
    return result


def _parts(token: Token, env: Env) -> list[Token]:
    parts = references.split(env["act"], env["issue"], token.content)
    return [Token("named" if isinstance(part, Markup) else "text", "", 0, content=part) for part in parts]


def _typed(_renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Env) -> str:
    return str(escape(_without_comments(tokens[at].content)))


def _without_comments(html: str) -> str:
    """Take the comments out, in time that grows with the length alone; one that never ends stays."""
    first, *opened = html.split("<!--")
    kept, unended = [first], list[str]()
    for part in opened:
        _, end, behind = part.partition("-->")
        if end:
            kept.append(behind)
            unended.clear()
        else:
            unended.append(f"<!--{part}")
    return "".join([*kept, *unended])


def _named(_renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: Env) -> str:
    return tokens[at].content


def _box(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, env: Mapping[str, Any]
) -> str:
    task: tasks.Task = tokens[at].meta["task"]
    shape = TICK if env["ticking"] else BOX
    checked = "true" if task.done else "false"
    return shape.format(line=task.line, choice=task.choice, checked=checked, words=task.words)


def _link(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env) -> str:
    tokens[at].attrSet("rel", "noopener noreferrer nofollow")
    return renderer.renderToken(tokens, at, options, env)


PARSER = _parser()
