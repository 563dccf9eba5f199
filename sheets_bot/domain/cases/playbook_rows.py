"""
The playbook as the tab `Playbook`: its rows, and the table that people made of it.

What a person typed beside a line wins; what cannot be used is told in the row, and the bot's own counts
meanwhile. A row whose name is none of ours is a line of theirs, and is tried first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sheets_bot.domain.acts.act import Kind
from sheets_bot.domain.cases.playbook import (
    ANY,
    BANDS,
    BETWEEN,
    EVIDENCE,
    FAMILY_NAMES,
    SITUATION_NAMES,
    STAGE_NAMES,
    STATE_NAMES,
    Line,
    Table,
    default_table,
    faults_in,
    split,
)
from sheets_bot.domain.cases.stages import ACTIONS, Step
from sheets_bot.domain.tab_rows import TabRow, TabRows, text_in
from sheets_bot.sheets.row import Row, Value

TAB = "Playbook"
_NOT = "Not: "
_LONGEST_QUOTE = 40
_WAITING = frozenset({Kind.HOLD.value, Kind.SAVE_EVIDENCE.value})


@dataclass(frozen=True, slots=True)
class _Read:
    """A line as it counts, and what is wrong with its row."""

    line: Line | None
    problem: str = ""


def table_from(rows: TabRows) -> Table:
    """
    Return the table that counts: people's own lines, then ours with what people typed beside them.

    *rows* is the tab `Playbook` as read; without it our own table counts. Never raises for what a
    person typed.
    """
    ours = default_table().lines
    names = {line.key for line in ours}
    own = [_own_line(key, row).line for key, row in rows.items() if key not in names]
    return Table(
        tuple(line for line in own if line) + tuple(_merged(line, rows).line or line for line in ours)
    )


def playbook_rows(rows: TabRows) -> list[Row]:
    """Return every line of ours as it should stand, and the problem of each line of people's own."""
    ours = default_table().lines
    names = {line.key for line in ours}
    shaped = [
        Row(
            line.key,
            {**_columns(line), "problem": _merged(line, rows).problem or None},
            why="playbook of this version",
        )
        for line in ours
    ]
    return shaped + [
        Row(
            key,
            {"problem": _own_line(key, row).problem or None},
            when_absent="leave",
            why="a line of your own",
        )
        for key, row in rows.items()
        if key not in names
    ]


def _columns(line: Line) -> dict[str, Value]:
    return {
        "line": line.key,
        "family": BETWEEN.join(line.families),
        "stage": BETWEEN.join(line.stages),
        "state": BETWEEN.join(line.states),
        "situation": line.situation,
        "action": line.action,
        "at_last": line.then or None,
        "points": "\n".join([*line.points, *(_NOT + text for text in line.not_to_say)]) or None,
        "evidence": ", ".join(code.replace("_", " ") for code in line.evidence) or None,
        "clock": line.clock or None,
        "why": line.why,
        "band": line.band or None,
    }


def _merged(line: Line, rows: TabRows) -> _Read:
    """Return a line of ours with what a person typed beside it."""
    row = rows.get(line.key, {})
    problems = []
    changed = line
    action = _known(text_in(row, "action_typed"), ACTIONS)
    if action:
        asked = replace(line, action=action, then=_then(line, action))
        faults = [*_action_faults(asked, action)]
        if faults:
            problems.append(f"{'; '.join(faults)}. Until it is corrected, {line.action} counts.")
        else:
            changed = asked
    points, why = _points_typed(row), text_in(row, "why_typed")
    if points:
        changed = replace(changed, points=points)
    if why:
        changed = replace(changed, why=why)
    if changed is not line:
        changed = replace(changed, is_yours=True)
    return _Read(changed, " ".join(problems))


def _then(line: Line, action: str) -> str:
    """Waiting always becomes something: what the line says, else what can be handed in."""
    if action not in _WAITING:
        return ""
    if line.then:
        return line.then
    if line.action not in _WAITING:
        return line.action
    return Step.PERSON.value


def _own_line(key: str, row: TabRow) -> _Read:
    """Return a line that a person made; None where no action or something unknown stands in it."""
    action = _known(text_in(row, "action_typed"), ACTIONS)
    if not action:
        # Perhaps a line of an earlier version: what stands in the bot's columns there is nobody's word now.
        return _Read(None, f"{_quoted(key)} is no line of this version and does not count. {_HOW}")
    line = Line(
        families=_words(row, "family", FAMILY_NAMES),
        stages=_words(row, "stage", STAGE_NAMES),
        states=_words(row, "state", STATE_NAMES),
        situation=_known(text_in(row, "situation") or ANY, SITUATION_NAMES),
        action=action,
        then=Step.PERSON.value if action in _WAITING else "",
        evidence=tuple(_evidence_in(row)),
        points=_points_typed(row) or _lines(text_in(row, "points")),
        clock=text_in(row, "clock"),
        why=text_in(row, "why_typed") or text_in(row, "why"),
        band=text_in(row, "band") if text_in(row, "band") in BANDS else "",
        name=key,
        is_yours=True,
    )
    faults = [*_action_faults(line, action)]
    if faults:
        return _Read(None, f"This line of yours does not count: {'; '.join(faults)}. {_HOW}")
    return _Read(line)


_HOW = (
    "A line of your own needs Family, Stage, State and Situation as in the other lines (empty means any), "
    "and Action (yours)."
)


def _words(row: TabRow, name: str, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(_known(word, known) for word in split(text_in(row, name) or ANY))


def _known(word: str, known: Iterable[str]) -> str:
    """Return a word as the bot spells it, whatever its capitals; one that is not known as it came."""
    return next((each for each in known if each.casefold() == word.casefold()), word)


def _action_faults(line: Line, action: str) -> Iterator[str]:
    if action not in ACTIONS:
        yield f"{_quoted(action)} is no action; choose one from the list"
        return
    yield from faults_in(line)


def _points_typed(row: TabRow) -> tuple[str, ...]:
    return _lines(text_in(row, "points_typed"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line and not line.startswith(_NOT))


def _evidence_in(row: TabRow) -> Iterator[str]:
    """Yield the codes that a person named; words that are none stay out, and the packet asks anyway."""
    for part in text_in(row, "evidence").replace("\n", ",").split(","):
        code = part.strip().casefold().replace(" ", "_")
        if code in EVIDENCE:
            yield code


def _quoted(text: str) -> str:
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'
