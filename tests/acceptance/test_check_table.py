"""
Every ordinary mistake of a first set-up, made one by one: `sheets-bot check` names it, and the way out.

One line for each mistake, no other line beside it, and no secret in any. `pytest -s` prints the table.
Mistakes with tabs and columns are in `test_check_finds.py`.
"""

import json
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from listener import a_listener
from postgres_server import IS_THERE, running_postgres
from read_once import another_key
from sheets_bot.errors import Misconfigured
from sheets_bot.sandbox.faults import Fault
from sheets_bot.sandbox.shopify.accounts import SCOPES, legacy_token
from sheets_bot.service.checks_service import service_checks
from sheets_bot.service.settings_file import SECRET_KEYS
from small_house import a_small_house
from test_bad_connections import SWITCHED_OFF
from whole_bot import AURORA, House

TOOLS = pytest.MonkeyPatch
GOOGLE, PAYPAL, SHOPIFY, TRUSTPILOT, MAILBOX = (
    "Spreadsheet",
    *(f"{what}, {AURORA.name}" for what in ("PayPal", "Shopify", "Trustpilot", "Mailbox")),
)
IAT = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp."


@dataclass(frozen=True)
class Mistake:
    """One mistake, and what is said about it."""

    name: str
    make: Callable[[House, TOOLS, ExitStack], Any]
    line: str
    """What the line is about; empty: nothing starts at all."""
    found: str
    """Words of the line."""
    way_out: str
    """Words that say what to do, in the line or below it."""
    state: str = "failed"


def account(house, name):
    return house.config["brands"]["aurora"][name]


def sets(table: str, **values: str) -> Callable:
    return lambda house, _tools, _stack: account(house, table).update(values)


def fault(**parts: Any) -> Callable:
    return lambda house, _tools, _stack: house.sandbox.faults.add(Fault(times=1000, **parts))


def another_spreadsheet(*, shared: bool = False, reader: bool = False) -> Callable:
    def make(house, _tools, _stack):
        theirs = house.new_spreadsheet(shared=shared)
        if reader:
            url = f"{theirs.base_url}/drive/v3/files/{theirs.spreadsheet_id}/permissions"
            email = house.sandbox.service_account["client_email"]
            body = {"type": "user", "role": "reader", "emailAddress": email}
            theirs._http.post(url, json=body, timeout=30).raise_for_status()
        house.config["workbooks"]["shared"] = theirs.spreadsheet_id

    return make


def key(**changes: Any) -> Callable:
    return lambda house, _tools, _stack: house.config["google"]["service_account"].update(changes)


def a_deleted_key(house, _tools, _stack):
    house.config["google"]["service_account"]["private_key"] = another_key()


def a_clock_that_is_wrong(house, _tools, _stack):
    theirs = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
    ask = f"/v4/spreadsheets/{house.person.spreadsheet_id}$"
    said = {"spreadsheetId": house.person.spreadsheet_id}
    house.sandbox.faults.add(
        Fault(service="sheets", path=ask, delay_seconds=0.001)
    )  # the first asks for tabs
    house.sandbox.faults.add(
        Fault(service="sheets", path=ask, status=200, body=said, headers={"date": theirs})
    )


def a_right_not_ticked(scope: str) -> Callable:
    token = {
        "access_token": "A21AA-not-a-real-one",
        "token_type": "Bearer",
        "expires_in": 32400,
        "scope": scope,
    }
    return fault(service="paypal", path="/v1/oauth2/token", body=token)


def a_scope_less(scope: str) -> Callable:
    return lambda house, _tools, _stack: house.sandbox.shopify.accounts.scopes["aurora"].discard(scope)


def put_in(place: str) -> Callable:
    return lambda house, _tools, _stack: getattr(house.sandbox.shopify.accounts, place).add("aurora")


def a_withdrawn_token(house, _tools, _stack):
    house.config["brands"]["aurora"]["shopify"] = {
        "shop": "aurora",
        "access_token": "shpat_withdrawn_long_ago",
    }


def a_plan_without_the_api(house, _tools, _stack):
    house.sandbox.trustpilot.without_api.add("aurora")


def no_business_user(house, _tools, _stack):
    del account(house, "trustpilot")["business_user_id"]


def a_port_where_nobody_listens() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def points_paypal_at(address: str) -> Callable:
    def make(house, _tools, _stack):
        house.config["endpoints"]["paypal"] = address.format(port=a_port_where_nobody_listens())

    return make


def no_name_service(house, tools, _stack):
    look_up = socket.getaddrinfo

    def refuse(host, *arguments, **options):
        if host == "localhost":
            raise socket.gaierror(-2, "Name or service not known")
        return look_up(host, *arguments, **options)

    tools.setattr(socket, "getaddrinfo", refuse)
    house.config["endpoints"]["paypal"] = "http://localhost:8080"


def a_certificate_of_its_own(house, _tools, stack):
    """As a company's proxy that signs traffic anew, with an authority that this machine does not know."""
    folder = stack.enter_context(_folder())
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "proxy.example")])
    paper = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC)).sign(private, hashes.SHA256())
    )  # fmt: skip
    file = folder / "proxy.pem"
    file.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + paper.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler))
    server.handle_error = lambda *_arguments: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    stack.callback(server.shutdown)
    house.config["endpoints"]["paypal"] = f"https://127.0.0.1:{server.server_address[1]}"


def _folder():
    from pathlib import Path
    from tempfile import TemporaryDirectory

    folder = TemporaryDirectory()
    return _Entered(folder, Path(folder.name))


@dataclass
class _Entered:
    folder: Any
    path: Any

    def __enter__(self):
        return self.path

    def __exit__(self, *_exception):
        self.folder.cleanup()


def a_proxy_that_refuses(house, tools, stack):
    heard = stack.enter_context(a_listener())
    tools.setenv("HTTPS_PROXY", heard.base)
    house.config["endpoints"]["paypal"] = "https://api-m.paypal.com"
    _secrets_into_the_environment(house.config, tools, ())


def _secrets_into_the_environment(table, tools, path):
    for name, value in list(table.items()):
        inner = (*path, name)
        if name in SECRET_KEYS:
            text = json.dumps(value) if isinstance(value, dict) else value
            tools.setenv("SHEETS_BOT_" + "__".join(inner).upper(), text)
            del table[name]
        elif isinstance(value, dict):
            _secrets_into_the_environment(value, tools, inner)


def tells_by(address: str) -> Callable:
    return lambda house, _tools, _stack: house.config.update(notices={"specialist": address})


def with_tables(**tables: dict[str, Any]) -> Callable:
    return lambda house, _tools, _stack: house.config.update(tables)


def a_database_that_is_away(house, _tools, _stack):
    port = a_port_where_nobody_listens()
    house.config["queue"] = {"url": f"postgresql://bot:a-password-of-the-queue@127.0.0.1:{port}/queue"}


def a_database_without_tables(house, _tools, stack):
    if not IS_THERE:
        pytest.skip("needs Debian's postgresql")
    house.config["queue"] = {"url": stack.enter_context(running_postgres()).url()}


def a_switch_that_is_away(house, _tools, _stack):
    address = f"http://127.0.0.1:{a_port_where_nobody_listens()}/the-secret-end-of-the-ping"
    house.config["notices"] = {"ping_url": address}


def a_switch_for_bad_news_only(house, _tools, stack):
    heard = stack.enter_context(a_listener(status=404))
    house.config["notices"] = {"ping_fail_url": f"{heard.base}/the-secret-end-of-the-ping"}


def webhooks_of_nobody(house, _tools, _stack):
    house.config["webhooks"] = {"port": 8081}
    for name in ("paypal", "trustpilot"):
        account(house, name).pop("webhook_id", None)
        account(house, name).pop("webhook_token", None)
    house.config["brands"]["aurora"]["shopify"] = {"shop": "aurora", "access_token": legacy_token("aurora")}


def a_report_without_a_way_out(house, _tools, _stack):
    house.config["report"] = {"to": ["owner@example.com"]}
    del account(house, "mailbox")["smtp"]


MISTAKES = (
    # Google
    Mistake("key that is not a key", key(private_key="nonsense"), "", "private_key of the service account cannot be read", "keep each line break"),
    Mistake("key of another kind", key(type="authorized_user"), "", "of the type 'authorized_user'", "Keys, Add key, JSON"),
    Mistake("key without an address", key(client_email=None), "", "lacks client_email", "Download the JSON key again"),
    Mistake("key that was deleted", a_deleted_key, GOOGLE, "refused the key (invalid_grant)", "download a new JSON key"),
    Mistake("account that was disabled", fault(service="google-token", status=400, body={"error": "invalid_grant", "error_description": "Invalid grant: account not found"}), GOOGLE, "refused the account", "deleted or disabled"),
    Mistake("clock refused at sign-in", fault(service="google-token", status=400, body={"error": "invalid_grant", "error_description": IAT}), GOOGLE, "refused the time", "set it by NTP"),
    Mistake("clock of this machine", a_clock_that_is_wrong, "Clock", "ahead of Google's", "NTP"),
    Mistake("not shared", another_spreadsheet(), GOOGLE, "403", "Share it with"),
    Mistake("shared for reading only", another_spreadsheet(reader=True), "Sharing", "found: reader", "as Editor", "warning"),
    Mistake("wrong spreadsheet id", lambda house, _t, _s: house.config["workbooks"].update(shared="1no-such-spreadsheet"), GOOGLE, "1no-such-spreadsheet", "Correct its id under [workbooks]"),
    Mistake("Sheets API off", fault(service="sheets", status=403, body=SWITCHED_OFF), GOOGLE, "SERVICE_DISABLED|disabled", "Enable the Google Sheets API"),
    Mistake("Drive API off", fault(service="drive", status=403, body=SWITCHED_OFF), "Sharing", "disabled", "Switch on the Drive API", "warning"),
    # PayPal
    Mistake("PayPal: wrong secret", sets("paypal", client_secret="not-the-secret-of-aurora"), PAYPAL, "401 invalid_client", "Copy both again"),
    Mistake("PayPal: live and sandbox mixed up", sets("paypal", client_id="AeA1-of-the-sandbox"), PAYPAL, "live and sandbox apps differ", "[endpoints] paypal is http"),
    Mistake("PayPal: disputes not ticked", a_right_not_ticked("https://uri.paypal.com/services/reporting/search/read"), PAYPAL, "may not read disputes", "Tick the feature", "warning"),
    Mistake("PayPal: transactions not ticked", a_right_not_ticked("https://uri.paypal.com/services/disputes/read-seller"), PAYPAL, "may not count payments", "Tick the feature", "warning"),
    Mistake("PayPal: down", fault(service="paypal", status=503, body={}), PAYPAL, "503", "Wait a little"),
    # Shopify
    Mistake("Shopify: wrong secret", sets("shopify", client_secret="not-the-secret-of-aurora"), SHOPIFY, "400 invalid_client", "Copy client id and secret again"),
    Mistake("Shopify: other organization", put_in("other_organization"), SHOPIFY, "shop_not_permitted", "make an app in the store's own organization"),
    Mistake("Shopify: not installed", put_in("not_installed"), SHOPIFY, "app_not_installed", "install it from the Dev Dashboard"),
    Mistake("Shopify: wrong handle", sets("shopify", shop="no-such-store"), SHOPIFY, "404", "handle"),
    Mistake("Shopify: token withdrawn", a_withdrawn_token, SHOPIFY, "401", "Install the app again"),
    Mistake("Shopify: frozen", fault(service="shopify", path="graphql", status=402, body="frozen"), SHOPIFY, "402", "pay Shopify's bill"),
    Mistake("Shopify: locked", fault(service="shopify", path="graphql", status=423, body="locked"), SHOPIFY, "423", "write to Shopify's support"),
    Mistake("Shopify: closed", fault(service="shopify", path="graphql", status=404, body="gone"), SHOPIFY, "404", "it was closed: correct `shop`"),
    Mistake("Shopify: not let in", fault(service="shopify", path="graphql", status=403, body="no"), SHOPIFY, "403", "Install it again"),
    *(
        Mistake(f"Shopify: without {scope}", a_scope_less(scope), SHOPIFY, f"the scope {scope} is missing", "Add the scope to the app", "warning")
        for scope in ("read_orders", "read_all_orders", "read_customers", "read_shopify_payments_disputes", "read_returns")
    ),
    # Trustpilot
    Mistake("Trustpilot: wrong secret", sets("trustpilot", api_secret="not-the-secret-of-aurora"), TRUSTPILOT, "API key and secret were refused", "Copy both again"),
    Mistake("Trustpilot: plan without the API", a_plan_without_the_api, TRUSTPILOT, "403", "the plan lacks the API module"),
    Mistake("Trustpilot: wrong unit", sets("trustpilot", business_unit_id="0" * 24), TRUSTPILOT, "403|404", "business unit"),
    Mistake("Trustpilot: nobody replies", no_business_user, TRUSTPILOT, "no business_user_id", "profile page", "warning"),
    # the mailbox
    Mistake("mailbox: wrong password", sets("mailbox", password="not-the-password"), MAILBOX, "refuses the user and password", "app password"),
    Mistake("mailbox: unknown folder", sets("mailbox", sent_folder="Gesendet"), MAILBOX, "Gesendet", "Correct|sent_folder"),
    Mistake("mailbox: nobody listens", lambda house, _t, _s: account(house, "mailbox").update(imap=f"imap://127.0.0.1:{a_port_where_nobody_listens()}"), MAILBOX, "ConnectionRefusedError", "correct address, port"),
    Mistake("mailbox: nobody sends", lambda house, _t, _s: account(house, "mailbox").update(smtp=f"smtp://127.0.0.1:{a_port_where_nobody_listens()}"), MAILBOX, "for sending", "correct address, port"),
    Mistake("mailbox: TLS where none is", lambda house, _t, _s: account(house, "mailbox").update(imap=account(house, "mailbox")["imap"].replace("imap://", "imaps://")), MAILBOX, "SSLError", "correct scheme"),
    Mistake("mailbox: may not send", fault(service="smtp", method="AUTH", status=535, body="no"), MAILBOX, "refuses the user and password for sending", "app password"),
    # the network
    Mistake("network: no name service", no_name_service, PAYPAL, "Name or service not known", "cannot be looked up"),
    Mistake("network: certificate of another", a_certificate_of_its_own, PAYPAL, "CERTIFICATE_VERIFY_FAILED", "SSL_CERT_FILE"),
    Mistake("network: nobody listens", points_paypal_at("http://127.0.0.1:{port}"), PAYPAL, "Connection refused", "correct address, port"),
    Mistake("network: TLS where none is", lambda house, _t, _s: house.config["endpoints"].update(paypal=house.sandbox.base_url.replace("http:", "https:")), PAYPAL, "SSL", "correct scheme"),
    Mistake("network: proxy that refuses", a_proxy_that_refuses, PAYPAL, "ProxyError", "HTTPS_PROXY"),
    # notices
    Mistake("notices: an address that is none", tells_by("nonsense://127.0.0.1/a-secret-token"), "Notices, specialist", "address 1 is none", "documentation of Apprise"),
    # what belongs to no spreadsheet
    Mistake("queue: the database is away", a_database_that_is_away, "Queue", "does not answer", "correct host, user, password"),
    Mistake("queue: no tables", a_database_without_tables, "Queue", "lacks something", "Run `sheets-bot init`"),
    Mistake("switch: nobody listens", a_switch_that_is_away, "Dead-man's switch", "Connection refused", "correct address, port"),
    Mistake("switch: bad news only", a_switch_for_bad_news_only, "Dead-man's switch", "raises no alarm", "PING_URL too", "warning"),
    Mistake("webhooks: nothing can be verified", webhooks_of_nobody, "Webhooks", "could a webhook be verified", "webhook_secret", "warning"),
    Mistake("report: no mailbox sends it", a_report_without_a_way_out, "Weekly report", "no mailbox can send it", "smtp address", "warning"),
)  # fmt: skip


@pytest.fixture(scope="module")
def one_house():
    with a_small_house(weeks=1, ready=False) as house:
        house.first_config = json.loads(json.dumps(house.config))
        yield house


@pytest.fixture
def house(one_house, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    one_house.config = json.loads(json.dumps(one_house.first_config))
    yield one_house
    one_house.sandbox.faults.clear()
    accounts = one_house.sandbox.shopify.accounts
    accounts.scopes["aurora"] = set(SCOPES)
    accounts.other_organization.clear()
    accounts.not_installed.clear()
    one_house.sandbox.trustpilot.without_api.clear()


@pytest.fixture(scope="module")
def table():
    """Every line as a person reads it."""
    lines: list[str] = []
    yield lines
    print("\n", *lines, sep="\n")


def secrets_of(config):
    """Every secret text of a configuration."""
    for name, value in config.items():
        if name in SECRET_KEYS and isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from secrets_of(value)
    yield config.get("private_key", "no key in this table")


def checked(house) -> list[tuple[str, str, str, str]]:
    """What `check` finds that is not ok; where nothing starts, the sentence of the refusal."""
    try:
        house.start_bot()
    except Misconfigured as error:
        return [("failed", "", str(error), "")]
    lines = list(house.everything.bots[0].check(probe=False, jobs=house.everything.jobs))
    lines += service_checks(house.everything.settings)
    return [(one.state, one.what, one.found, one.way_out) for one in lines if one.state != "ok"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "_"))
def test_a_mistake_is_named_with_the_way_out(mistake, house, monkeypatch, table):
    with ExitStack() as stack:
        secrets = [*secrets_of(house.config)]
        mistake.make(house, monkeypatch, stack)
        secrets += secrets_of(house.config)
        # A spreadsheet of somebody else's has no tabs yet; tabs are the other file's matter.
        found = [line for line in checked(house) if not line[1].startswith("Tab ")]

    table += [
        f"{mistake.name}",
        *(f"    {state}  {what}: {words}\n    -> {way}" for state, what, words, way in found),
    ]
    assert [(state, what) for state, what, _, _ in found] == [(mistake.state, mistake.line)]
    (_, _, words, way_out) = found[0]
    assert any(part in words for part in mistake.found.split("|")), words
    assert any(part in f"{words} {way_out}" for part in mistake.way_out.split("|")), f"{words} {way_out}"
    assert way_out or not mistake.line
    assert not any(len(secret) > 5 and secret in f"{words} {way_out}" for secret in secrets)


def test_without_a_mistake_there_is_nothing_to_say(house):
    assert checked(house) == []
