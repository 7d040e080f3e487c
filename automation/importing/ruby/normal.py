"""One spelling for what Ruby spells in many ways, so that each idiom needs one pattern."""

from __future__ import annotations

import re
from typing import Final

#: what is written, and how the idioms expect it; in this order
_SPELLINGS: Final = tuple(
    (re.compile(pattern), better)
    for pattern, better in (
        (r"&\.", "."),
        (r'"((?:[^"\\#\']|#(?!\{))*)"', r"'\1'"),
        (r"(?<=[\w\]])\[(?::|')(\w+)'?\]", r".\1"),
        (r"\.(?:dig|fetch)\(\s*(?::|')(\w+)'?\s*\)", r".\1"),
        (r"\.dig\(\s*(?::|')(\w+)'?\s*,\s*(?::|')(\w+)'?\s*\)", r".\1.\2"),
        (r"\b(?:Date|Time|DateTime)\.parse\(\s*([\w.]+)\s*\)", r"\1"),
        (r"\.(?:to_date|to_time|to_datetime|utc|to_i|in_time_zone)\b(?:\(\))?", ""),
        (r"\b(?:Date\.(?:today|current)|Time\.(?:zone\.)?today)\b", "TODAY"),
        (r"\b(?:DateTime|Time)\.(?:zone\.)?(?:now|current)\b(?:\(\))?", "NOW"),
        (r"\b(\d+)\.(\w+)\.from_now\b", r"NOW + \1.\2"),
        (r"\b(\d+)\.(\w+)\.ago\b", r"NOW - \1.\2"),
        (r"\.(?:length|count)\b(?!\s*[({])", ".size"),
        (r"\bresource\.task_completion_status\.size\b", "resource.task_completion_status.count"),
        (r"\.(?:to_s|strip|to_a|compact|presence)\b(?:\(\))?(?=\.)", ""),
        (r"\blabels\.map(?:\(&:name\)|\s*\{\s*\|(\w+)\|\s*\1\.name\s*\})", "labels"),
        (r"\b(?:resource\.)?labels_with_details\b|\bresource\.labels\b", "labels"),
        (r"\bresource\.author\.username\b|\bresource\.author(?=\s*[=!]=)", "author"),
        (r"\bresource\.milestone\b", "milestone"),
        (r"\bresource\.assignee\b", "resource.assignees"),
        (r"(?<![.\w])(due_date|merge_requests_count|related_merge_requests)\b", r"resource.\1"),
        (r"\bresource\.related_merge_requests\.size\b", "resource.merge_requests_count"),
        (r"\s+", " "),
    )
)
_IN_PARENTHESES: Final = re.compile(r"(?<![\w?&.])\(([^()]*)\)")


def normal(code: str) -> str:
    """`code` in the spelling that the idioms expect."""
    for pattern, better in _SPELLINGS:
        code = pattern.sub(better, code)
    return _without_parentheses(code).strip()


def _without_parentheses(code: str) -> str:
    """``NOW >= (NOW + 3)`` without the parentheses that only group."""
    if "/" in code or "'" in code:
        return code
    return _IN_PARENTHESES.sub(r"\1", code)
