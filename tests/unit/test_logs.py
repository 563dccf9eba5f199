"""Logs: stable lines, and no secret in any of them."""

import io
import json
import logging

import pytest
import stamina
import structlog
from hypothesis import given
from hypothesis import strategies as st

from sheets_bot.service.logs import set_up_logs
from sheets_bot.service.masking import MASK, MOST_PASSING, Masking

SECRET = "hunter22-of-the-tests"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----\n"


@pytest.fixture(autouse=True)
def logging_as_before():
    """Logging is global: leave it as it was."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before[0], before[1]
    structlog.reset_defaults()


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_flat_fields(stream):
    set_up_logs(form="json", stream=stream)

    structlog.get_logger().info("job.done", job="sync", reads=1, seconds=0.5)

    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "job.done", "level": "info", "job": "sync", "reads": 1, "seconds": 0.5}


def test_a_registered_secret_is_masked_wherever_it_appears(stream):
    masking = set_up_logs(form="json", stream=stream)
    masking.register([SECRET, KEY])
    log = structlog.get_logger()

    log.info("x.y", a=SECRET, b=[f"in {SECRET} a text"], c={"d": {SECRET: ("kqhkiG9w0BAQEF",)}})
    try:
        raise ValueError(f"{SECRET} is wrong")
    except ValueError:
        log.exception("x.failed")
    logging.getLogger("other.library").warning("it said %s", SECRET)

    assert len(lines(stream)) == 3
    assert SECRET not in stream.getvalue()
    assert "kqhkiG9w0BAQEF" not in stream.getvalue()


@pytest.mark.parametrize(
    "field",
    ["client_secret", "password", "access_token", "Authorization", "private_key", "api_key", "cookie"],
)
def test_a_field_with_a_suspicious_name_is_masked(field):
    assert Masking()(None, "info", {"event": "x", field: "anything"})[field] == MASK


@pytest.mark.parametrize("field", ["tokens_left", "keyword", "key", "secretary", "signatures"])
def test_a_field_that_only_sounds_like_one_is_kept(field):
    assert Masking()(None, "info", {"event": "x", field: "dispute PP-D-1"})[field] == "dispute PP-D-1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer A21AAF-xyz.1234", f"Authorization: Bearer {MASK}"),
        ("Basic dXNlcjpwYXNzd29yZA==", f"Basic {MASK}"),
        ("got eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJib3QifQ.c2ln", f"got {MASK}"),
        ("ya29.a0AfH6SMBx-y_z", MASK),
        (f"key {KEY}end", f"key {MASK}\nend"),
        ("write to jane.doe+x@mail.example.com please", "write to ***@*** please"),
        ("card 4111 1111 1111 1111 used", f"card {MASK} used"),
        ("cards 378282246310005, 3782-822463-10005.", f"cards {MASK}, {MASK}."),
        ("run 261123-080009-4421 of 2026-11-23", "run 261123-080009-4421 of 2026-11-23"),
        ("share it with bot@p-1.iam.gserviceaccount.com", "share it with bot@p-1.iam.gserviceaccount.com"),
        ("PP-D-27803, 2026-11-23T08:00:00Z, 12.34 USD", "PP-D-27803, 2026-11-23T08:00:00Z, 12.34 USD"),
    ],
)
def test_shapes_of_secrets_and_people_are_masked_and_others_kept(text, expected):
    assert Masking().text(text) == expected


@given(
    secret=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=8
    ),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_no_text_around_a_secret_brings_it_through(secret, before, after):
    assert secret not in Masking([secret]).text(before + secret + after) or secret in before + after


def test_of_secrets_that_pass_the_latest_are_masked_and_the_others_forgotten():
    masking = Masking()
    for number in range(MOST_PASSING + 1):
        masking.register_passing(f"token-of-hour-{number:04}")

    assert masking.text(f"token-of-hour-{MOST_PASSING:04} token-of-hour-0001") == f"{MASK} {MASK}"
    assert masking.text("token-of-hour-0000") == "token-of-hour-0000"


def test_the_masking_itself_shows_nothing():
    assert SECRET not in repr(Masking([SECRET]))


def test_local_variables_are_not_printed_with_an_exception(stream):
    """structlog's default would print them, customers among them, where rich is installed."""
    set_up_logs(form="text", stream=stream)
    customer_of_the_frame = "Jane " + "Doe"
    assert customer_of_the_frame

    try:
        raise ValueError("no name in here")
    except ValueError:
        structlog.get_logger().exception("x.failed")

    assert "no name in here" in stream.getvalue()
    assert "Jane Doe" not in stream.getvalue()


def test_arguments_of_a_repeated_call_are_not_logged(stream):
    """stamina's own hook would write them."""
    set_up_logs(form="json", stream=stream, level="debug")

    @stamina.retry(on=ValueError, attempts=2, wait_initial=0, wait_jitter=0)
    def ask(_argument: str) -> None:
        raise ValueError

    with pytest.raises(ValueError):
        ask("a customer's name")

    assert stream.getvalue() == ""


def test_information_of_http_libraries_is_left_out(stream):
    """Their lines quote whole addresses, with queries."""
    set_up_logs(form="json", stream=stream, level="debug")

    logging.getLogger("httpx").info("HTTP Request: GET https://x/?q=Jane")
    logging.getLogger("apscheduler.executors").info("Running job")
    logging.getLogger("httpx").warning("kept")

    assert [line["event"] for line in lines(stream)] == ["kept"]


def test_a_level_leaves_out_what_is_below(stream):
    set_up_logs(form="json", stream=stream, level="error")

    structlog.get_logger().warning("job.problem")

    assert stream.getvalue() == ""
