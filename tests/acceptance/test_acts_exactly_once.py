"""
Promises of the acts, through the sheet: each happens once or never, and the row tells the truth of it.

The bot is killed before and after each of its requests while it carries out an act; a new one finds out
what became of it.
"""

from collections.abc import Iterator

import pytest

from acting_house import ActingHouse, Place, an_acting_house
from sheets_bot.domain.acts.act import WITH_PACKET, Kind
from sheets_bot.domain.acts.sent_file import kept_sha256
from sheets_bot.sandbox.world.case import Status

HAPPENED = {"done", "saved", "asked for", "confirmed"}
NOT_HAPPENED = {"not done", "trying again", "refused", "taken back", "waiting"}
ASKED = (
    Kind.SEND_MESSAGE, Kind.OFFER_REPLACEMENT, Kind.PROVIDE_EVIDENCE, Kind.ADD_INFORMATION, Kind.APPEAL,
    Kind.SAVE_EVIDENCE, Kind.SUBMIT_EVIDENCE, Kind.POST_REPLY, Kind.FIND_REVIEWER, Kind.SEND_MAIL,
)  # fmt: skip
IN_EVERY_RUN = {Kind.PROVIDE_EVIDENCE, Kind.SUBMIT_EVIDENCE, Kind.POST_REPLY, Kind.SEND_MAIL}
"""One of each platform is killed in every run of the suite; the others with `--long`."""


@pytest.fixture(scope="module")
def acting() -> Iterator[ActingHouse]:
    with an_acting_house() as acting:
        yield acting


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # It is `time.sleep` for this whole process; the sandbox keeps the real one.
    monkeypatch.setattr("tenacity.nap.time.sleep", lambda _seconds: None)


def ticked(acting: ActingHouse, place: Place) -> str:
    """Ask for an act, and let the grace time pass; the next run will claim it."""
    acting.begins_again(place)
    text = acting.asks(place)
    acting.looks()
    acting.house.later(minutes=3)
    return text


def settled(acting: ActingHouse, place: Place, text: str) -> str:
    """Let a new bot find out what became of an act, for two hours; return the state it comes to."""
    acting.revives()
    for minutes in (6, 11, 20, 90):
        acting.house.later(minutes=minutes)
        acting.looks()
        if acting.act(text).get("State") not in {"claimed", "in doubt", "trying again"}:
            break
    return str(acting.act(text).get("State", ""))


@pytest.mark.parametrize("kind", ASKED)
def test_a_tick_is_carried_out_once_and_told_in_row_and_ledger(acting, kind):
    place = acting.places[kind]
    text = ticked(acting, place)

    acting.looks()
    acting.house.later(minutes=10)
    acting.looks()

    line, row = acting.act(text), acting.row(place)
    assert line["State"] in HAPPENED, line
    assert place.done(text) == 1
    assert row["What became of it"] == line["What became of it"]
    assert (row["Approved"], row["Action"]) == (False, "")
    assert bool(kept_sha256(line["Packet"])) is (kind in WITH_PACKET), line["Packet"]
    logged = [line["Line"] for line in acting.house.person.table("Bot log")]
    assert len(set(logged)) == len(logged), "claim and outcome are two writes of one run"


@pytest.mark.parametrize("lost", ["column", "row", "tab"])
def test_a_brake_that_can_no_longer_be_read_counts_as_pulled(acting, lost):
    """Somebody has pulled it, and then the tab was damaged, and the container started anew."""
    place, house = acting.places[Kind.SEND_MESSAGE], acting.house
    acting.begins_again(place)
    house.types("Value", "Pause all acts", "yes", tab="Settings")
    if lost == "column":
        at = house.place("Value", tab="Settings")[1]
        house.person.do({"deleteDimension": {"range": house.span("Settings", "COLUMNS", at, at + 1)}})
    elif lost == "row":
        house.removes("Settings", "Pause all acts")
    else:
        house.deletes_tab("Settings")

    acting.revives()
    text = acting.asks(place)
    for _ in range(3):
        acting.looks()
        house.later(minutes=5)

    assert place.done(text) == 0
    assert "pause" in acting.row(place)["What became of it"]
    if lost != "tab":
        house.once("keep_settings")
        (brake,) = (row for row in house.person.table("Settings") if row["Setting"] == "Pause all acts")
        assert brake.get("Value") == "yes" or "all acts are paused" in brake["Problem"]


@pytest.mark.parametrize("asked_again", [True, False])
def test_the_same_evidence_goes_out_again_only_where_paypal_asks_again(acting, asked_again):
    place = acting.places[Kind.PROVIDE_EVIDENCE]
    text = ticked(acting, place)
    acting.looks()
    acting.house.later(minutes=10)
    acting.looks()
    case = acting.sandbox.world.cases[place.key]
    if asked_again:
        case.status, case.updated_at = Status.SELLERS_TURN, acting.sandbox.clock.now()
        case.due_at = acting.sandbox.clock.now() + 10 * 86_400.0
        acting.house.once("sync_paypal_disputes", "advise_disputes")
    acting.house.types("Action", place.key, place.kind.value)
    acting.house.once("advise_disputes")
    acting.house.later(minutes=5)

    acting.house.types("Approved", place.key, "TRUE")
    acting.looks()
    acting.house.later(minutes=10)
    acting.looks()

    assert place.done(text) == (2 if asked_again else 1), acting.row(place)["What became of it"]


@pytest.mark.parametrize(
    ("when", "kind"),
    [
        *((when, kind) for when in ("claim", "claim, sorted") for kind in sorted(IN_EVERY_RUN)),
        ("claim and its repair", Kind.POST_REPLY),
        ("outcome", Kind.PROVIDE_EVIDENCE),
    ],
)
def test_rows_that_a_person_moves_during_a_write_change_nothing_of_what_is_done(acting, kind, when):
    place, house = acting.places[kind], acting.house
    text = ticked(acting, place)
    people = {
        "claim": [lambda: house.inserts_row(place.tab)],
        "claim, sorted": [lambda: house.sorts("Status", "What", descending=True)],
        "claim and its repair": [lambda: house.inserts_row(place.tab), lambda: house.inserts_row("Status")],
        "outcome": [lambda: None, lambda: house.inserts_row(place.tab)],
    }

    with house.meanwhile(*people[when]):
        requests = acting.looks()

    line, row = acting.act(text), acting.row(place)
    assert sum(request.endswith(":batchUpdate") for request in requests) > len(["claim", "outcome"])
    assert line["State"] in HAPPENED, line
    assert place.done(text) == 1
    assert row["What became of it"] == line["What became of it"]
    assert (row["Approved"], row["Action"]) == (False, "")
    house.later(minutes=10)
    acting.looks()
    assert (acting.act(text)["State"], place.done(text)) == (line["State"], 1)


def moments(requests: list[str], *, every: bool) -> Iterator[tuple[int, str, bool]]:
    """Yield each moment to be killed at: a request's number, what it asks for, and whether it has its effect."""
    reads = 0
    for number, request in enumerate(requests, start=1):
        writes = request.endswith(":batchUpdate") or (
            request.startswith("POST") and "/spreadsheets/" not in request
        )
        reads += not writes
        if writes or every:
            yield from ((number, request, after) for after in (False, True))
        elif reads == 1:
            yield number, request, False


@pytest.mark.parametrize(
    "kind", [kind if kind in IN_EVERY_RUN else pytest.param(kind, marks=pytest.mark.long) for kind in ASKED]
)
def test_killed_at_any_request_it_happens_once_or_never_and_the_row_knows(acting, kind, request):
    place = acting.places[kind]
    ticked(acting, place)
    requests = acting.looks()
    said = []

    for number, asked_for, after in moments(requests, every=request.config.getoption("--every-fault")):
        text = ticked(acting, place)
        acting.looks(at=number, after=after)

        state = settled(acting, place, text)
        times = place.done(text)

        where = f"killed {'after' if after else 'before'} {number}: {asked_for}"
        said.append(f"{where}: {state}, {times} in the world")
        assert times <= 1, where
        assert state in (HAPPENED if times else NOT_HAPPENED | {"unknown"}), said[-1]
        assert acting.row(place)["What became of it"] == acting.act(text)["What became of it"], where
    print(kind, *said, sep="\n  ")
