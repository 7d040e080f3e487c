"""A whole file of gitlab-triage as a program of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Final

from automation.config.yaml import Document, parse_yaml
from automation.importing.draft import Draft, slug
from automation.importing.findings import Finding, Kind, Refused
from automation.importing.placing import place
from automation.importing.program import Part, program_text
from automation.importing.remarks import comments_of
from automation.importing.rule import fill
from automation.importing.rule_list import Source, rules_of
from automation.importing.texts import names_people
from automation.importing.written import as_written

_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file became."""

    #: the program, as YAML; '' where the file has no rules that can be read
    text: str
    findings: tuple[Finding, ...]
    #: names of the policies, in order
    converted: tuple[str, ...] = ()
    #: names of the rules that were refused, in order
    refused: tuple[str, ...] = ()


@dataclass(slots=True)
class _Names:
    """Names that no two rules share."""

    taken: set[str] = field(default_factory=set)

    def free(self, wanted: str, form: str) -> str:
        """`wanted`; where that is taken, `wanted` with a number, by `form`."""
        forms = chain([wanted], (form.format(wanted, number) for number in count(2)))
        name = next(name for name in forms if name not in self.taken)
        self.taken.add(name)
        return name


def import_policies(text: str, file: str, *, program: str = "Triage", project: str | None = None) -> Imported:
    """The policies in `text` as a program of ours.

    Args:
        text: of a ``.triage-policies.yml``.
        file: what findings call it.
        program: name of the new program.
        project: key in config.yml of the project whose issues it is for; None for every project.
    """
    text = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    document = parse_yaml(text, file)
    if document.data is None:
        return Imported(text="", findings=tuple(_faults(document)) or (_no_rules(file),))
    root = as_written(text)
    sources = list(rules_of(root))
    if not sources:
        return Imported(text="", findings=(*_faults(document), _no_rules(file)))
    parts = list(_parts(sources, file, project))
    placed = place(comments_of(text), root, sources)
    findings = (*_faults(document), *(finding for part in parts for finding in part.findings), *_notes(parts, file))
    return Imported(
        text=program_text(parts, placed, file=file, program=program, project=project),
        findings=tuple(sorted(findings, key=lambda finding: (finding.kind is Kind.NOTE, finding.line))),
        converted=tuple(part.name for part in parts if part.refused is None),
        refused=tuple(part.name for part in parts if part.refused is not None),
    )


def _parts(sources: Iterable[Source], file: str, project: str | None) -> Iterator[Part]:
    names, keys = _Names(), _Names()
    for source in sources:
        line = source.line
        name = source.name or f"Rule in line {line}"
        name = names.free(name, "{} ({})") if source.kind == "issues" else name
        draft = Draft(
            file=file, name=name, key=keys.free(slug(name)[:60].strip("-"), "{}-{}"), line=line, begin=source.value.line
        )
        yield Part(draft, _refusal(draft, source, project))


def _refusal(draft: Draft, source: Source, project: str | None) -> Finding | None:
    """Fills in `draft`; the finding where that cannot be done."""
    try:
        fill(draft, source, project)
    except Refused as fault:
        return Finding(
            file=draft.file,
            line=fault.line,
            kind=Kind.REFUSED,
            code=fault.code,
            rule=draft.name,
            words=fault.words,
            remedy=fault.remedy,
        )
    return None


def _faults(document: Document) -> Iterator[Finding]:
    """What is wrong with the YAML itself."""
    for problem in document.problems:
        fault = document.fault(problem)
        words = fault.message.strip()
        if problem.code == "duplicate-key":
            words = "this key is there twice, and gitlab-triage takes the last"
        yield Finding(
            file=fault.file,
            line=fault.line,
            kind=Kind.LOOK,
            code=problem.code,
            words=words,
            remedy=fault.remedy.rstrip("."),
        )


def _no_rules(file: str) -> Finding:
    words, remedy = "there are no rules here", "gitlab-triage reads resource_rules, issues, rules"
    return Finding(file=file, line=1, kind=Kind.LOOK, code="no-rules", words=words, remedy=remedy)


def _notes(parts: Iterable[Part], file: str) -> Iterator[Finding]:
    """What is different for all rules alike."""
    kept = [part.draft for part in parts if part.refused is None]
    texts = [action["comment"]["text"] for draft in kept for action in draft.do if "comment" in action]
    if any(map(names_people, texts)):
        words = "Usher mentions people of config.yml only; of everybody else the text has the name"
        yield Finding(file=file, line=1, kind=Kind.NOTE, code="mentions", words=words)
    if any(key.endswith("_in") for draft in kept for key in draft.select):
        words = "gitlab-triage asks for direct members, Usher for inherited ones too"
        yield Finding(file=file, line=1, kind=Kind.NOTE, code="members", words=words)
