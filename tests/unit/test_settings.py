"""The configuration: where values come from, and what is said about mistakes."""

import json
import tomllib
from pathlib import Path

import pytest

from sheets_bot.errors import Misconfigured
from sheets_bot.service.settings_file import load_settings, settings_from

SECRET = "s3cr3t-of-the-tests"
GOOD = """
[google]
service_account_file = "google.json"
[workbooks]
shared = "1AbC"
[brands.aurora]
name = "Aurora & Pine"
[brands.aurora.paypal]
client_id = "id"
"""
LOOPBACK = {"sheets": "http://127.0.0.1:1", "drive": "http://localhost:1", "paypal": "http://[::1]:1"}
SECRET_VARIABLE = "SHEETS_BOT_BRANDS__AURORA__PAYPAL__CLIENT_SECRET"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sheets_bot.toml"


@pytest.fixture
def with_secret(monkeypatch):
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)


def mistakes_of(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(Misconfigured) as caught:
        load_settings(file)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_a_file_and_a_secret_from_the_environment_make_a_configuration(file, with_secret):
    file.write_text(GOOD)

    settings = load_settings(file)

    assert settings.brand_name("aurora") == "Aurora & Pine"
    assert settings.brands["aurora"].paypal.client_secret.get_secret_value() == SECRET
    assert settings.endpoints.paypal == "https://api-m.paypal.com"
    assert SECRET not in repr(settings)


def test_the_file_is_found_through_the_environment(file, with_secret, monkeypatch):
    file.write_text(GOOD)
    monkeypatch.setenv("SHEETS_BOT_CONFIG", str(file))

    assert load_settings(None).workbooks == {"shared": "1AbC"}


def test_the_environment_alone_is_enough(with_secret, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEETS_BOT_GOOGLE__SERVICE_ACCOUNT", '{"type": "service_account"}')
    monkeypatch.setenv("SHEETS_BOT_WORKBOOKS__SHARED", "1AbC")
    monkeypatch.setenv("SHEETS_BOT_BRANDS__AURORA__PAYPAL__CLIENT_ID", "id")

    settings = load_settings(None)

    assert settings.google.key() == {"type": "service_account"}
    assert settings.brands_by_workbook() == {"1AbC": ("aurora",)}


def test_where_nothing_is_configured_the_file_that_was_looked_for_is_named(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(Misconfigured) as caught:
        load_settings(None)

    said = str(caught.value)
    assert said.startswith(
        f"There is no sheets_bot.toml in {tmp_path}; name one with --config or SHEETS_BOT_CONFIG"
    )
    assert "copy sheets_bot.example.toml" in said
    assert "[google]" in said


@pytest.mark.parametrize("name", ["sheets_bot.toml", "sheets_bot.json"])
@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_file_that_is_not_saved_as_utf_8_is_told_so(tmp_path, name, encoding):
    file = tmp_path / name
    file.write_bytes('name = "Größe"'.encode(encoding))

    with pytest.raises(Misconfigured, match=rf"{name} is not saved as UTF-8\. Open it"):
        load_settings(file)


@pytest.mark.parametrize(("name", "text"), [("sheets_bot.toml", GOOD), ("sheets_bot.json", None)])
def test_the_mark_that_editors_on_windows_put_before_a_text_does_no_harm(tmp_path, with_secret, name, text):
    file = tmp_path / name
    file.write_text(text or json.dumps(tomllib.loads(GOOD)), encoding="utf-8-sig")

    assert load_settings(file).workbooks == {"shared": "1AbC"}


def test_the_environment_wins_over_the_file(file, with_secret, monkeypatch):
    file.write_text(GOOD + "[service]\nhealth_port = 1234\n")
    monkeypatch.setenv("SHEETS_BOT_SERVICE__HEALTH_PORT", "4321")

    assert load_settings(file).service.health_port == 4321


def test_a_secret_comes_from_a_file_of_its_own(file, monkeypatch, tmp_path):
    (tmp_path / "mounted").write_text(f"{SECRET}\n")
    monkeypatch.setenv(f"{SECRET_VARIABLE}_FILE", str(tmp_path / "mounted"))
    file.write_text(GOOD)

    settings = load_settings(file)

    assert settings.brands["aurora"].paypal.client_secret.get_secret_value() == SECRET


def test_relative_paths_are_taken_from_the_folder_of_the_file(file, tmp_path):
    (tmp_path / "paypal").write_text(SECRET)
    file.write_text(GOOD + 'client_secret_file = "paypal"\n[paths]\njobs = ["mine", "/abs"]\n')

    settings = load_settings(file)

    assert settings.google.service_account_file == tmp_path / "google.json"
    assert settings.paths.jobs == (tmp_path / "mine", Path("/abs"))
    assert settings.brands["aurora"].paypal.client_secret.get_secret_value() == SECRET


def test_a_json_file_such_as_the_sandbox_prints_works_with_its_keys_inside(tmp_path):
    """No endpoint is beyond this machine, so its throw-away keys may stand in the file."""
    file = tmp_path / "sandbox.json"
    account = {"type": "service_account", "private_key": "-----BEGIN X-----\nabcdefgh\n"}
    clock = f"{LOOPBACK['sheets']}/_sandbox/clock"
    file.write_text(
        json.dumps(
            {
                "endpoints": {**LOOPBACK, "clock": clock},
                "google": {"service_account": account},
                "workbooks": {"shared": "1AbC"},
                "brands": {"aurora": {"paypal": {"client_id": "id", "client_secret": SECRET}}},
            }
        )
    )

    settings = load_settings(file)

    assert settings.google.key() == account
    assert settings.endpoints.clock == clock
    assert set(settings.secrets()) == {SECRET, account["private_key"]}


def test_a_secret_in_the_file_is_refused_as_soon_as_an_endpoint_is_outside(file):
    said = mistakes_of(file, GOOD + f'client_secret = "{SECRET}"\n')

    assert "[brands.aurora.paypal] client_secret: a secret stands in the file" in said
    assert f"{SECRET_VARIABLE}_FILE" in said
    assert said.endswith("Nothing was started.")


def test_a_service_account_in_the_file_is_refused_as_well(file, with_secret):
    said = mistakes_of(
        file, GOOD.replace('service_account_file = "google.json"', f'service_account = "{SECRET}"')
    )

    assert "[google] service_account: a secret stands in the file" in said


def test_every_mistake_is_told_at_once_with_its_place(file, monkeypatch):
    monkeypatch.setenv("SHEETS_BOT_SERVCE__DRY_RUN", "true")
    monkeypatch.setenv("SHEETS_BOT_SERVICE__TICK_SECONDS", "often")

    said = mistakes_of(
        file,
        GOOD + '[sheets]\nreads_per_minute = 0\n[endpoints]\npayapl = "x"\nsheets = "http://example.com"\n',
    )

    assert f"The configuration ({file}) has 6 mistakes" in said
    assert "SHEETS_BOT_SERVCE__DRY_RUN: there is no table [servce]. Did you mean 'service'?" in said
    assert "SHEETS_BOT_SERVICE__TICK_SECONDS: found 'often'" in said
    assert "[sheets] reads_per_minute: found '0'; it should be greater than or equal to 1" in said
    assert "[endpoints] payapl: is no setting. Did you mean 'paypal'?" in said
    assert "[endpoints] sheets: found 'http://example.com'; must start with https://" in said
    assert "[brands.aurora.paypal] client_secret: is missing. The REST app's secret" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(("[google]", "[google"), "is no TOML: ", id="no TOML"),
        pytest.param(("1AbC", "an id with spaces"), "shared is no spreadsheet id", id="id"),
        pytest.param(("shared =", "boreal ="), "no such brand", id="a spreadsheet of nobody"),
        pytest.param(("brands.aurora", "brands.Aurora"), "a brand's key is 'Aurora'", id="capitals"),
        pytest.param(("brands.aurora", "brands.shared"), "a brand's key is 'shared'", id="reserved"),
        pytest.param(
            ('service_account_file = "google.json"', ""), "[google] no service account", id="no account"
        ),
        pytest.param(("[google]", "_env_file = 'x'\n[google]"), "[_env_file] is no setting", id="underscore"),
        pytest.param(('client_id = "id"', 'client_id = ""'), "client_id: found ''", id="empty"),
        pytest.param(
            ("[workbooks]", "[endpoints]\nclock='https://x.org'\n[workbooks]"), "only the sandbox", id="clock"
        ),
    ],
)
def test_one_mistake_one_sentence(file, with_secret, change, said):
    assert said in mistakes_of(file, GOOD.replace(*change))


def test_a_brand_without_a_spreadsheet_is_told(file, with_secret):
    said = mistakes_of(file, GOOD.replace("shared =", "aurora =") + "[brands.boreal]\n")

    assert "the brands ['boreal'] have no spreadsheet" in said


def test_a_missing_file_says_how_to_name_another(tmp_path):
    with pytest.raises(Misconfigured, match=r"nowhere\.toml cannot be read: No such file.*--config"):
        load_settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("content", [None, "", b"\xff\xfe"], ids=["missing", "empty", "not text"])
def test_an_unusable_secret_file_is_told(file, tmp_path, content):
    if content is not None:
        (tmp_path / "paypal").write_bytes(content.encode() if isinstance(content, str) else content)

    said = mistakes_of(file, GOOD + 'client_secret_file = "paypal"\n')

    assert "client_secret_file" in said


def test_a_secret_and_its_file_together_are_refused(file, with_secret, tmp_path):
    (tmp_path / "paypal").write_text(SECRET)

    assert "both client_secret and client_secret_file" in mistakes_of(
        file, GOOD + 'client_secret_file = "paypal"\n'
    )


def test_a_spreadsheet_may_be_given_by_its_address():
    settings = settings_from(
        {
            "google": {"service_account_file": "x"},
            "workbooks": {
                "shared": "https://docs.google.com/spreadsheets/d/1A-b_C/edit#gid=0",
                "boreal": "2",
            },
            "brands": {"aurora": {}, "boreal": {}},
        },
        where="a test",
    )

    assert settings.brands_by_workbook() == {"1A-b_C": ("aurora",), "2": ("boreal",)}


def test_the_example_in_the_repository_is_a_configuration(monkeypatch):
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)

    settings = load_settings(Path(__file__).parents[2] / "sheets_bot.example.toml")

    assert settings.brand_name("aurora") == "Aurora & Pine"
