"""Task lists by section (design.md §6)."""

from __future__ import annotations

import pytest

from automation.decide.checklist import Checklist, Item, read_checklists, tick

DESCRIPTION = """- [x] above all

# Onboarding

## GitLab **Sponsoring** SA Tasks

**Access**

- [x] Invite the Champion
- [ ] Note the interest *(optional)*
  * [X] nested
    1. [ ] deeper

### Introductions

- [~] Hold a call
- [ ] Introduce `the Champion` to [the group](https://example.com)

## Code

```
- [x] shown
```
> - [x] quoted

<!--
- [x] hidden
-->

    - [x] code

## GitLab Sponsoring SA Tasks

- [ ] once more
"""


def test_read():
    """Every section has its own tasks, in order, by the words of its heading."""
    assert read_checklists(DESCRIPTION) == {
        "": Checklist((Item("above all", done=True, optional=False),)),
        "Onboarding": Checklist(),
        "GitLab Sponsoring SA Tasks": Checklist(
            (
                Item("Invite the Champion", done=True, optional=False),
                Item("Note the interest", done=False, optional=True),
                Item("nested", done=True, optional=False),
                Item("deeper", done=False, optional=False),
                Item("Hold a call", done=False, optional=True),
                Item("Introduce the Champion to the group", done=False, optional=False),
                Item("once more", done=False, optional=False),
            )
        ),
        "Code": Checklist(),
    }


OPEN, DONE = Item("a", done=False, optional=False), Item("a", done=True, optional=False)
LEFT, KEPT = Item("a", done=False, optional=True), Item("a", done=True, optional=True)
COUNTS = (
    pytest.param((), False, (0, 0), id="no tasks are not done"),
    pytest.param((OPEN, DONE), False, (1, 2), id="one is left"),
    pytest.param((DONE, DONE), True, (2, 2), id="all are done"),
    pytest.param((DONE, LEFT), True, (1, 1), id="an optional one may be left"),
    pytest.param((OPEN, KEPT), False, (0, 1), id="and does not stand in for another"),
    pytest.param((LEFT,), True, (0, 0), id="only optional ones"),
)


@pytest.mark.parametrize(("items", "done", "progress"), COUNTS)
def test_progress(items, done, progress):
    """A list is done when it has tasks and all that must be done are."""
    made = Checklist(items)

    assert (made.done, made.progress, (made.completed, made.total)) == (done, progress, progress)


TICKS = (
    pytest.param("Introduce the", "- [ ] Introduce `the", "- [x] Introduce `the", id="without markup"),
    pytest.param("NOTE the", "- [ ] Note the", "- [x] Note the", id="whatever the case"),
    pytest.param("Invite", "", "", id="what is done stays done"),
    pytest.param("shown", "", "", id="code is not touched"),
    pytest.param("nowhere", "", "", id="nothing found, nothing changed"),
)


@pytest.mark.parametrize(("prefix", "before", "after"), TICKS)
def test_tick(prefix, before, after):
    """The first open task with these words is ticked, and nothing else changes."""
    assert tick(DESCRIPTION, prefix) == DESCRIPTION.replace(before, after, 1)


def test_tick_keeps_line_breaks():
    """Line breaks of Windows stay where they are."""
    assert tick("a\r\n- [ ] b\r\n- [ ] b\r\n", "b") == "a\r\n- [x] b\r\n- [ ] b\r\n"
