"""
A draft: a letter that is proposed, with the facts that it rests on and what is wrong with it.

`write_draft` fills the first template that there is of some names; which names fit a row is decided in
`dispute_drafts.py` and `row_drafts.py`. Nothing is sent here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sheets_bot.domain.acts.act import PLACES_DRAFT, SENDS_MAIL, Kind
from sheets_bot.domain.drafts.draft_facts import facts_for
from sheets_bot.domain.drafts.known import Known, Situation
from sheets_bot.domain.drafts.template_book import Template, TemplateBook
from sheets_bot.domain.drafts.templates import BrokenTemplate, fill, names_in
from sheets_bot.domain.lint.finding import Audience, Finding, LintFacts, LintPolicy
from sheets_bot.domain.lint.lint import findings_text, lint
from sheets_bot.domain.tab_rows import TabRow

_OF_TEMPLATE, _OF_SUBJECT = "Template ", "Subject: "
"""How a line of `Text check` begins that is about something else than the text."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would go out, unless a person types their own."""

    template: str = ""
    """Its name; ``""`` where there is nothing to propose."""
    audience: Audience = Audience.CUSTOMER
    subject: str = ""
    """Of its template; whether it goes out with the text is told by `heading`."""
    text: str = ""
    problems: tuple[str, ...] = ()
    """Why a person's own template was not used; while one stands here the draft must not go out."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the text names, by the names of `variables.py`; empty ones left out."""
    lint: LintFacts = field(default_factory=LintFacts)
    """What any text about this row is held against."""
    kind: Kind | None = None
    """The act that the text is for; whoever chose the letter fills it in."""

    @property
    def heading(self) -> str:
        """The subject under which it goes out; ``""`` for what is no mail, whatever its template has."""
        return self.subject if self.kind in SENDS_MAIL | PLACES_DRAFT else ""

    @property
    def cell(self) -> str:
        """The draft as it stands in the sheet: a mail that begins a thread opens with its subject."""
        return f"{_OF_SUBJECT}{self.heading}\n\n{self.text}" if self.heading and self.text else self.text


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """What every draft of a run is made with."""

    book: TemplateBook
    at: Situation


def write_draft(
    names: tuple[str, ...],
    row: TabRow,
    known: Known,
    *,
    desk: DraftDesk,
    language: str,
    audience: Audience,
    key: str = "",
    is_delay_notice: bool = False,
) -> Draft:
    """
    Return the letter of the first template that there is; an empty draft where there is none.

    Args:
        names: Of templates, the best one first.
        row: The row that it is about.
        known: What is known of its order.
        desk: Templates, house and moment.
        language: Two letters; English counts where the template has no such language.
        audience: Who reads it, also where a person types their own text.
        key: Of a dispute, its number.
        is_delay_notice: Whether it tells of a delay, in which nothing may be promoted.
    """
    facts = replace(known.lint, is_delay_notice=is_delay_notice)
    template = desk.book.first_of(names, language)
    if template is None:
        return Draft(audience=audience, lint=facts)
    values = facts_for(template.audience, row, known, at=desk.at, language=template.language, key=key)
    problems = [f"{_OF_TEMPLATE}{template.name}: {template.problem}"] if template.problem else []
    try:
        text, subject = fill(template.text, values), fill(template.subject, values)
    except BrokenTemplate as error:
        problems.append(f"{_OF_TEMPLATE}{template.name}: {error}")
        text = subject = ""
    return Draft(
        template=template.name,
        audience=audience,
        subject=" ".join(subject.split()),
        text=text,
        problems=tuple(problems),
        facts=_used(template, values),
        lint=facts,
    )


def check_text(draft: Draft, your_text: str, *, policy: LintPolicy) -> str:
    """
    Return what is wrong with the text that would go out, one a line; ``""`` for nothing.

    A person's own text takes the draft's place, and with it goes what was wrong with its template.
    """
    text = your_text.strip() or draft.text
    problems = () if your_text.strip() else draft.problems
    if not text and not problems:
        return ""
    found = _found(text, draft, policy) if text else []
    # A person's text goes out under the template's subject, unless it begins with one.
    has_heading = draft.heading and not text.startswith(_OF_SUBJECT.strip())
    in_subject = _found(draft.heading, draft, policy) if has_heading else []
    told = [findings_text(found), *(f"{_OF_SUBJECT}{finding}" for finding in in_subject)]
    return "\n".join(filter(None, [*problems, *told]))


def wrong_beside(text_check: str, *, is_own: bool) -> str:
    """
    Return what a standing `Text check` says that the text does not show by itself.

    That is the subject over a person's own text, and else the mistake by which a template of theirs gave way
    to ours.
    """
    wanted = _OF_SUBJECT if is_own else _OF_TEMPLATE
    return "\n".join(line for line in text_check.splitlines() if line.startswith(wanted))


def _found(text: str, draft: Draft, policy: LintPolicy) -> list[Finding]:
    return lint(text, audience=draft.audience, facts=draft.lint, policy=policy)


def _used(template: Template, values: Mapping[str, str | bool]) -> dict[str, str]:
    """Return the facts that a letter names or hangs on."""
    names = names_in(template.text) | names_in(template.subject)
    return {
        name: value if isinstance(value, str) else "yes"
        for name in sorted(names)
        if (value := values.get(name))
    }
