"""Promise: the owner's report stands in its tab once a week and reaches each owner once, whatever dies or fails
meanwhile; what the mail and the PDF say is what stands in the tab."""

import email
import json
import re
from datetime import UTC, datetime, timedelta
from email import policy

import pypdfium2 as pdfium
import pytest
from typer.testing import CliRunner

from rewinding import states
from sheets_bot.cli import app
from sheets_bot.domain.notices.notice_rows import NOTICES_TAB
from sheets_bot.errors import Refused
from sheets_bot.platforms.mailbox.outbox import Outbox
from sheets_bot.sandbox.faults import Fault
from small_house import a_small_house

JOB, TAB = "weekly_report", "Weekly report"
OWNERS = ["ann@example.com", "bo@example.com"]
SHEETS_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
NUMBERS = ("update_volumes", "weekly_metrics")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


@pytest.fixture(scope="module")
def one_house():
    with a_small_house(weeks=9) as house:
        house.config["report"] = {"to": OWNERS, "brand": "aurora"}
        measures(house)
        yield house


@pytest.fixture
def house(one_house):
    one_house.sandbox.faults.clear()
    one_house.office = one_house.sandbox.mail.office
    one_house.office.submissions.clear()
    # What was sent before was never sent: a report is looked for in the mailbox.
    for folder in one_house.office.accounts["aurora"].folders.values():
        folder.remove([mail for mail in folder.mails if b"<sb." in mail.raw])
    one_house.begins_again()
    if one_house.sandbox.clock.now() > one_house.measured_until:
        measures(one_house)
    return one_house


def measures(house):
    """Let the numbers of the last week stand in the sheet, until the next Monday comes."""
    house.runs(*NUMBERS)
    house.evening = states(house.sandbox)
    house.measured_until = next_monday(house).timestamp()


def next_monday(house):
    now = datetime.fromtimestamp(house.sandbox.clock.now(), UTC)
    return (now + timedelta(days=7 - now.weekday())).replace(hour=0, minute=0)


def sent(house):
    return [email.message_from_bytes(one.raw, policy=policy.default) for one in house.office.submissions]


def got(house):
    """How many mails each owner has got."""
    return {one: sum(one in mail.recipients for mail in house.office.submissions) for one in OWNERS}


def newest(house):
    rows = [row for row in house.person.table(TAB) if row["Line"]]
    return [row for row in rows if row["Week of"] == rows[0]["Week of"]]


def notices(house):
    return {row["Notice"]: row for row in house.person.table(NOTICES_TAB) if row["Topic"] == "report"}


def squeezed(text):
    return "".join(text.split())


def test_tab_mail_and_pdf_say_the_same_and_everybody_gets_it_once(house):
    house.runs(JOB)
    house.later(hours=2)
    house.runs(JOB)
    house.start_bot()
    house.runs(JOB)

    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert {row["State"] for row in notices(house).values()} == {"told"}
    rows = newest(house)
    assert [row["No."] for row in rows] == list(range(1, len(rows) + 1))
    for mail in sent(house):
        (attached,) = mail.iter_attachments()
        document = pdfium.PdfDocument(attached.get_content())
        pages = [squeezed(page.get_textpage().get_text_bounded()) for page in document]
        # A sentence may go on overleaf, below the line that every page has.
        pdf = "".join(re.sub(r"^Weeklyreport,.*?page[0-9]+of[0-9]+", "", page) for page in pages)
        document.close()
        text = squeezed(mail.get_body(["plain"]).get_content())
        for row in rows:
            assert squeezed(row["What is to say"]) in pdf
            assert squeezed(row["What is to say"]) in text
    known = str(house.person.table(NOTICES_TAB)) + str(house.status())
    assert not any(owner in known for owner in OWNERS)


def test_next_week_has_a_report_of_its_own_above_the_old_one(house):
    house.runs(JOB)
    before = newest(house)
    house.later(days=7)
    house.runs(*NUMBERS, JOB)

    after = newest(house)
    assert after[0]["Week of"] > before[0]["Week of"]
    assert before[0]["Line"] in {row["Line"] for row in house.person.table(TAB)}
    assert got(house) == dict.fromkeys(OWNERS, 2)


def test_the_owner_s_weeks_turn_and_the_report_comes_by_the_owner_s_clock(house):
    """On Sunday at 20:30 where the shifts are it is Monday morning in Auckland."""
    monday = next_monday(house)
    to_sunday_evening = monday - timedelta(hours=3.5) - datetime.fromtimestamp(house.sandbox.clock.now(), UTC)
    house.later(hours=to_sunday_evening / timedelta(hours=1))
    house.types("Value", "Owner's time zone", "Auckland", tab="Settings")

    house.runs(*NUMBERS, JOB)

    ended = (monday - timedelta(days=7) - SHEETS_DAY_ZERO).days
    assert newest(house)[0]["Week of"] == ended
    lines = [row for row in house.person.table("Metrics data") if row["Week of"] == ended]
    # What only the present knows is of the running week, and where the shifts are it is still Sunday.
    assert {row["Complete"] for row in lines if row["Metric"] in {"contacts", "opened"}} == {"whole"}
    house.types("Value", "Owner's time zone", "same", tab="Settings")


def test_a_week_in_which_no_source_answered_is_told_as_not_measured(house):
    house.later(days=7)
    house.runs(*NUMBERS, JOB)

    said = [row["What is to say"] for row in newest(house)]
    assert any("Opened (PayPal)" in text and "last answered on" in text for text in said)
    assert not any("fewer than usual" in text for text in said)


def test_what_was_told_is_not_rewritten_and_a_persons_note_stays(house):
    house.runs(JOB)
    line = newest(house)[1]["Line"]
    house.types("Notes", line, "we changed the carrier", tab=TAB)
    house.later(hours=3)
    house.runs("sync_paypal_disputes", "weekly_metrics", JOB)

    rows = {row["Line"]: row for row in newest(house)}
    assert rows[line]["Notes"] == "we changed the carrier"


class Killed(BaseException):
    """As a kill: nothing of ours may catch it."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_bot_killed_while_it_sends_never_sends_twice_and_tells_what_is_known(house, monkeypatch, when):
    send = Outbox.send

    def send_and_die(self, letter, *, at):
        if when == "after":
            send(self, letter, at=at)
        raise Killed

    monkeypatch.setattr(Outbox, "send", send_and_die)
    with pytest.raises(Killed):
        house.once(JOB)
    monkeypatch.undo()
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    house.start_bot()
    for _ in range(4):
        house.later(minutes=30)
        house.once(JOB)

    states = [row["State"] for row in notices(house).values()]
    assert max(got(house).values()) <= 1
    if when == "after":
        assert sorted(states) == ["told", "unknown"]  # the second owner's claim was never begun
        assert sum(got(house).values()) == 1
    else:
        assert states == ["unknown", "unknown"]
        assert sum(got(house).values()) == 0


def test_an_answer_lost_after_the_mail_was_taken_is_looked_for_and_not_repeated(house):
    house.sandbox.faults.add(Fault(service="smtp", method="DATA", cut="after"))
    house.once(JOB)
    assert sorted(row["State"] for row in notices(house).values()) == ["sending", "told"]
    house.later(minutes=20)
    house.runs(JOB)

    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert {row["State"] for row in notices(house).values()} == {"told"}
    assert house.status()["Weekly report"][0] == "ok"


def test_a_mail_server_that_is_down_is_told_in_status_and_tried_again(house):
    house.sandbox.faults.add(Fault(service="smtp", method="CONNECT", status=421, times=50))
    receipt = house.once(JOB)[JOB]
    assert "Weekly report" in receipt.problems
    assert {row["State"] for row in notices(house).values()} == {"not told"}
    assert newest(house)

    house.sandbox.faults.clear()
    house.later(hours=1)
    house.runs(JOB)
    assert got(house) == dict.fromkeys(OWNERS, 1)


def test_nothing_is_sent_that_could_not_be_claimed(house):
    house.sandbox.faults.add(Fault(service="sheets", path=":batchUpdate", times=1000, status=503))
    house.once(JOB)
    house.sandbox.faults.clear()
    assert sum(got(house).values()) == 0

    house.later(hours=1)
    house.runs(JOB)
    assert got(house) == dict.fromkeys(OWNERS, 1)


@pytest.mark.parametrize("people", ["insert", "sort", "insert twice"])
def test_rows_that_a_person_moves_while_the_report_is_claimed_do_not_keep_it_back(house, people):
    house.types("Value", "Pause all acts", "yes", tab="Settings")
    house.runs(JOB)
    house.types("Value", "Pause all acts", "no", tab="Settings")
    house.later(hours=1)
    moves = {
        "insert": [lambda: house.inserts_row("Status")],
        "sort": [lambda: house.sorts("Status", "What", descending=True)],
        "insert twice": [lambda: house.inserts_row("Status")] * 2,
    }

    with house.meanwhile(*moves[people]):
        receipt = house.runs(JOB)[JOB]

    assert receipt.repaired_cells
    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert {(row["State"], row["Tries"]) for row in notices(house).values()} == {("told", 1)}


def test_a_report_that_cannot_be_claimed_is_not_sent(house):
    house.sandbox.faults.add(Fault(service="smtp", method="CONNECT", status=421, times=50))
    house.once(JOB)
    house.sandbox.faults.clear()
    first, second = notices(house)
    house.copies(NOTICES_TAB, first)
    house.later(hours=1)
    receipt = house.once(JOB)[JOB]

    assert isinstance(receipt.problems["Weekly report"], Refused)
    assert notices(house)[second]["State"] == "told"
    assert sorted(got(house).values()) == [0, 1]

    house.removes(NOTICES_TAB, first)
    house.later(hours=1)
    house.runs(JOB)
    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert {row["State"] for row in notices(house).values()} == {"told"}


def test_a_deleted_notice_does_not_send_it_again(house):
    house.runs(JOB)
    house.removes(NOTICES_TAB, *notices(house))
    house.later(hours=1)
    house.runs(JOB)

    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert {row["What became of it"] for row in notices(house).values()} == {
        "It had gone out before: it lies in the mailbox."
    }


def test_it_waits_a_day_for_the_numbers_and_then_goes_out_and_says_what_is_missing(house):
    monday = next_monday(house) + timedelta(hours=8)
    house.later(seconds=monday.timestamp() - house.sandbox.clock.now())

    receipt = house.once(JOB)[JOB]
    assert "Weekly report" in receipt.problems
    assert "the report waits" in house.status()["Weekly report"][1]
    assert sum(got(house).values()) == 0

    house.later(days=1)
    house.runs(JOB)
    assert got(house) == dict.fromkeys(OWNERS, 1)
    assert any("None of the weekly numbers" in row["What is to say"] for row in newest(house))


def test_a_pause_stops_the_mail_and_not_the_tab(house):
    house.types("Value", "Pause all acts", "yes", tab="Settings")
    house.runs(JOB)
    assert newest(house)
    assert sum(got(house).values()) == 0

    house.types("Value", "Pause all acts", "no", tab="Settings")
    house.later(hours=1)
    house.runs(JOB)
    assert got(house) == dict.fromkeys(OWNERS, 1)


def test_a_dry_run_writes_and_sends_nothing(house):
    receipt = house.everything.bots[0].run_job(house.everything.jobs[JOB], dry_run=True)

    assert receipt.plans
    assert sum(got(house).values()) == 0
    assert not notices(house)


def test_without_recipients_the_tab_is_all(house):
    whom = house.config.pop("report")
    house.start_bot()
    house.config["report"] = whom

    house.runs(JOB)

    assert newest(house)
    assert sum(got(house).values()) == 0


def test_the_owners_report_is_no_work_in_the_inbox(house):
    house.runs(JOB)
    house.later(minutes=10)
    house.runs("sync_mailbox")

    rows = house.person.table("Inbox")
    assert rows
    assert not any("Weekly report" in str(row) for row in rows)


def test_the_command_shows_it_and_writes_nothing(house, tmp_path):
    config = tmp_path / "bot.json"
    config.write_text(json.dumps(house.config))
    pdf, html = tmp_path / "week.pdf", tmp_path / "week.html"

    shown = CliRunner().invoke(app, ["report", "--config", str(config)])
    files = CliRunner().invoke(
        app, ["report", "--config", str(config), "--out", str(pdf), "--html", str(html), "--json"]
    )

    assert shown.exit_code == files.exit_code == 0, shown.output + files.output
    assert "IN ONE MINUTE" in shown.output
    assert json.loads(files.stdout)["pdf"] == str(pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert "data:image/png;base64," in html.read_text()
    assert not [row for row in house.person.table(TAB) if row["Line"]]
    assert sum(got(house).values()) == 0
