"""
No secret and nobody's data in anything that the bot says: a whole run is searched for each planted one.

Searched are: logs at the most talkative level in both forms, standard output and error of the commands, the
dumps of crashes, reprs, the tabs Status, Notices and Bot log, notices as they arrived, pings, /metrics and
/healthz. Secrets: everything in the configuration, and every token that was bought with it. Personal data:
names, streets and mail addresses of everybody in the imitated world.
"""

import io
import json
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog
from typer.testing import CliRunner

from listener import a_listener
from sheets_bot.cli import app
from sheets_bot.commands.opened import opened_settings
from sheets_bot.sandbox.faults import Fault
from sheets_bot.service.clock import machine_clock
from sheets_bot.service.counts import Counts
from sheets_bot.service.dead_man import DeadMansSwitch
from sheets_bot.service.health import Health
from sheets_bot.service.job import Job
from sheets_bot.service.rounds import Rounds
from sheets_bot.service.settings_file import SECRET_KEYS, settings_from
from sheets_bot.service.wiring import open_desk
from small_house import TINY_BRAND, a_small_house

PING, CHANNEL = "/the-secret-end-of-the-ping", "/the-secret-end-of-the-channel"
PLANTED = {
    "webhook_secret": "whsec-planted-in-the-tests",
    "webhook_token": "trustpilot-end-planted-in-the-tests",
}
SHORTEST = 6
FORMS = ("json", "text")


class Said:
    """Everything that the bot said, by where."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.people: set[str] = set()
        self.by_place: dict[str, str] = {}

    def add(self, place: str, text: object) -> None:
        self.by_place[place] = f"{self.by_place.get(place, '')}\n{text}"

    def places_with(self, *words: str) -> list[str]:
        return [
            f"{word!r} in {place}" for place, text in self.by_place.items() for word in words if word in text
        ]


def secrets_in(table):
    """Every secret text of a configuration; of Google's key what opens doors."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from secrets_in(value)
        elif isinstance(value, str) and key in SECRET_KEYS | {"private_key", "private_key_id"}:
            yield from (line for line in value.splitlines() if len(line) >= SHORTEST and "-----" not in line)


def people_in(sandbox):
    """Names, streets and addresses of everybody who ordered, wrote or reviewed."""
    world = sandbox.world
    for order in world.orders["aurora"]:
        yield from (order.buyer.name, order.buyer.street, order.buyer.email)
    yield from (review.display_name for review in world.reviews["aurora"] if " " in review.display_name)


def planted(house, heard, folder):
    """Plant a secret wherever the configuration takes one; Google's key in a file, as is usual."""
    (folder / "google.json").write_text(json.dumps(house.config["google"]["service_account"]))
    house.config["google"] = {"service_account_file": str(folder / "google.json")}
    house.config["notices"] = {
        "specialist": f"json://{heard.address}{CHANNEL}",
        "owner": f"json://{heard.address}{CHANNEL}-of-the-owner",
        "ping_url": f"{heard.base}{PING}",
        "ping_fail_url": f"{heard.base}{PING}/fail",
    }
    house.config["brands"]["aurora"]["shopify"]["webhook_secret"] = PLANTED["webhook_secret"]
    house.config["brands"]["aurora"]["trustpilot"]["webhook_token"] = PLANTED["webhook_token"]
    house.config["webhooks"] = {"port": 0}
    house.config["service"] = {"log_level": "debug"}


def overhears_tokens(house, said):
    """Remember every credential that goes over the wire."""

    def before(call):
        for header in ("authorization", "x-shopify-access-token", "apikey"):
            if value := call.headers.get(header):
                said.secrets.add(value.split()[-1])

    house.sandbox.switchboard.before_each.append(before)


def crashing_jobs(house, said):
    """Faults of ours that stumble over a customer and a secret, as Python's own errors would quote them."""
    order = house.sandbox.world.orders["aurora"][0]
    name, secret = order.buyer.name, house.config["brands"]["aurora"]["paypal"]["client_secret"]
    said.people.add(name)

    def quotes(_bot):
        customer = {"name": name}
        return customer[f"{name}, {order.buyer.street}"]

    def parses(_bot):
        return int(order.buyer.street)

    def signs(_bot):
        line = house.sandbox.service_account["private_key"].splitlines()[3]
        raise RuntimeError(f"signing with {line} of {house.sandbox.service_account['private_key_id']}")

    def chains(_bot):
        try:
            return {}[name]
        except KeyError as error:
            raise RuntimeError(f"while signing in with {secret} for {order.buyer.email}") from error

    runs = {"quotes": quotes, "parses": parses, "signs": signs, "chains": chains}
    return [Job(name, timedelta(minutes=5), run=run) for name, run in runs.items()]


def rude(house):
    """Platforms that refuse, and quote what they were sent."""
    order = house.sandbox.world.orders["aurora"][0]
    config = house.config["brands"]["aurora"]
    echo = {
        "error": f"{order.buyer.name} {order.buyer.email}",
        "message": f"{config['paypal']['client_secret']} {order.buyer.street}",
    }
    for service in ("paypal", "shopify", "trustpilot"):
        for status in (400, 403, 500):
            house.sandbox.faults.add(Fault(service=service, times=3, status=status, body=echo))
    house.sandbox.faults.add(
        Fault(service="imap", method="LOGIN", times=3, status=500, body=json.dumps(echo))
    )


def serve_a_round(house, said, form, *, jobs=(), weather=lambda _house: None):
    """Do what the service does in one round of everything, with its logs caught."""
    house.config["service"]["log_format"] = form
    settings = settings_from(house.config, where="the test")
    before, sys.stderr = sys.stderr, io.StringIO()
    try:
        with opened_settings(settings, long_running=True) as everything:
            health = Health(60, 1800, started_at=machine_clock())
            counts = Counts(health, machine_clock)
            rounds = Rounds(everything.bots, clock=everything.clock, health=health, counts=counts)
            desk = open_desk(settings, everything.clock)
            weather(house)
            for job in (*everything.jobs.values(), *jobs):
                rounds.tick(replace(job, every=timedelta(seconds=10)))
            house.sandbox.faults.clear()
            with DeadMansSwitch(
                settings.notices, health=health, counts=counts, clock=machine_clock
            ) as switch:
                switch.ping()
            desk.receive(f"/trustpilot/aurora/{PLANTED['webhook_token']}", {}, b"{}")
            bot = everything.bots[0]
            said.add("/metrics", counts.text().decode())
            said.add("/healthz", json.dumps(health.report(machine_clock())))
            brands = [(brand, *vars(brand).values()) for brand in bot._brands]
            for one in (
                settings,
                settings.notices,
                everything,
                *everything.bots,
                bot.channels,
                desk,
                *brands,
            ):
                said.add("reprs", f"{one!r} {one}")
            said.add("reprs", [vars(thing) for thing in brands[0] if hasattr(thing, "__dict__")])
            desk.close()
    finally:
        said.add(f"log as {form}", sys.stderr.getvalue())
        sys.stderr = before
        structlog.reset_defaults()


def commands(house, said, tmp_path):
    """What the commands print, well and in trouble."""
    file = tmp_path / "bot.json"
    file.write_text(json.dumps(house.config))
    told = CliRunner()
    for command in (
        ["once", "--all"],
        ["once", "sync_mailbox", "send_notices", "--json"],
        ["once"],
        ["check"],
        ["check", "--json"],
        ["plan", "send_notices"],
        ["init"],
    ):
        result = told.invoke(app, [*command, "--config", str(file)])
        said.add("commands", result.stdout + result.stderr)
    house.config["brands"]["aurora"]["paypal"]["client_id"] = 7
    file.write_text(json.dumps(house.config))
    result = told.invoke(app, ["check", "--config", str(file)])
    assert result.exit_code == 2
    said.add("commands", result.stdout + result.stderr)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    found, tools = Said(), pytest.MonkeyPatch()
    tools.setattr("time.sleep", lambda _seconds: None)
    with ExitStack() as stack:
        stack.callback(tools.undo)
        house = stack.enter_context(
            a_small_house(brand=replace(TINY_BRAND, orders_per_week=15), weeks=2, ready=False)
        )
        heard = stack.enter_context(a_listener())
        found.secrets |= set(secrets_in(house.config))
        planted(house, heard, tmp_path_factory.mktemp("secrets"))
        overhears_tokens(house, found)
        found.secrets |= {*secrets_in(house.config), PING, CHANNEL, *PLANTED.values()}
        house.types("Value", "Quiet outside shifts", "no", tab="Settings")
        house.types("Value", "Tell the owner", "deadlines, acts, failures, digest", tab="Settings")
        serve_a_round(house, found, FORMS[0])
        for form in FORMS:
            house.later(days=1)
            serve_a_round(house, found, form, jobs=crashing_jobs(house, found), weather=rude)
        found.people |= set(people_in(house.sandbox))
        commands(house, found, tmp_path_factory.mktemp("leaks"))
        for tab in ("Status", "Notices", "Bot log"):
            found.add(f"tab {tab}", house.person.sees(tab))
        found.add("notices", [body.decode() for body in heard.bodies])
        yield found


def test_the_run_said_something_everywhere(said):
    """Else the search would prove nothing."""
    for place in (
        *(f"log as {form}" for form in FORMS),
        "commands",
        "reprs",
        "/metrics",
        "/healthz",
        "notices",
    ):
        assert len(said.by_place[place]) > 200, place
    for tab in ("Status", "Notices", "Bot log"):
        assert len(said.by_place[f"tab {tab}"]) > 200, tab
    for form in FORMS:
        log = said.by_place[f"log as {form}"]
        assert all(
            words in log for words in ("job.done", "job.problem", "job.crashed", "KeyError", "RuntimeError")
        )
    assert len(said.secrets) > 25
    assert len(said.people) > 60


def test_no_secret_is_said_anywhere(said):
    assert said.places_with(*(secret for secret in said.secrets if len(secret) >= SHORTEST)) == []


def test_nobody_s_name_street_or_address_is_said(said):
    """The Bot log keeps what stood in cells; names that people wrote into a subject or a review stand there too."""
    in_bot_log = said.by_place["tab Bot log"]
    streets_and_addresses = {words for words in said.people if "@" in words or any(map(str.isdigit, words))}
    others = {place: text for place, text in said.by_place.items() if place != "tab Bot log"}

    assert [
        f"{words!r} in {place}" for place, text in others.items() for words in said.people if words in text
    ] == []
    assert [words for words in streets_and_addresses if words in in_bot_log] == []
