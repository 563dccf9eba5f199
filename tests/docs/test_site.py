"""The site says all that there is: a tab, column, number, command, setting or job that it lacks fails a test."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from typer.main import get_command

from built_site import DOCS, ROOT
from sheets_bot.cli import app
from sheets_bot.domain.causes.cause import causes
from sheets_bot.domain.lint.rule_book import word_rules
from sheets_bot.domain.rules.rules import SETTINGS
from sheets_bot.metrics.series import METRICS
from sheets_bot.service.job import load_jobs
from sheets_bot.service.settings import Settings
from sheets_bot.sheets.schema import load_schemas

SCHEMAS = load_schemas([ROOT / "sheet_schemas"])
JOBS = load_jobs([ROOT / "jobs"])
CHROMIUM = Path("/usr/bin/chromium")
OTHER_PLACES = ("http://", "https://", "//")
FOR_PEOPLE = ("specialist/", "owner/", "reference/tabs/", "reference/numbers", "reference/settings")
PROGRAMMERS_WORDS = re.compile(
    r"\b(None|True|False|boolean|docstring|dataclass|exception|traceback|regex|enum|dict|tuple|str|int)\b"
)


def tab_page(tab):
    return "reference/tabs/" + re.sub(r"\W+", "_", tab.casefold())


@pytest.mark.parametrize("tab", SCHEMAS)
def test_a_tab_has_a_page_with_its_purpose_and_every_column(site, tab):
    schema = SCHEMAS[tab]

    page = site.page(tab_page(tab))

    told = [schema.purpose, *(text for column in schema.column for text in (column.header, column.note))]
    told += [choice for column in schema.column for choice in column.choices]
    assert [text for text in told if not page.says(text)] == []


def test_every_column_has_a_meaning():
    nothing = [
        f"{schema.tab}: {column.header}"
        for schema in SCHEMAS.values()
        for column in schema.column
        if not column.note
    ]

    assert nothing == [], "the note of a header is what the documentation says of its column"


def test_a_column_says_whose_it_is(site):
    words = {"bot": "bot", "human": "yours", "request": "you ask"}
    for schema in SCHEMAS.values():
        page = site.page(tab_page(schema.tab))

        for column in schema.column:
            assert re.search(
                rf"{re.escape(column.header)} \([a-z ]+\) ?{words[column.owner]}\b", page.words
            ), (
                schema.tab,
                column.header,
            )


@pytest.mark.parametrize("tab", SCHEMAS)
def test_a_tab_has_a_picture(site, tab):
    page = site.page(tab_page(tab))

    name = tab_page(tab).rpartition("/")[2]
    assert any(address.endswith(f"/{name}.png") for address in page.loads), (
        "make it with: PYTHONPATH=. .venv/bin/python docs/screenshots.py"
    )


def test_the_pictures_are_small():
    files = list((DOCS / "images" / "tabs").glob("*.png"))

    assert {file.stem for file in files} == {tab_page(tab).rpartition("/")[2] for tab in SCHEMAS}
    assert sum(file.stat().st_size for file in files) < 3_000_000


def test_every_number_is_defined_in_the_words_of_its_code(site):
    page = site.page("reference/numbers")

    missing = [
        metric.name
        for metric in METRICS
        for text in (metric.title, metric.name, *metric.definition.splitlines())
        if not page.says(text)
    ]

    assert missing == []


def test_every_command_and_option_is_explained(site):
    page = site.page("reference/commands")

    told = [
        (name, text)
        for name, command in get_command(app).commands.items()
        for text in (
            f"sheets-bot {name}",
            *command.help.replace("\b\n", "").split("\n\n"),
            *(words for parameter in command.params for words in (parameter.help, *names_of(parameter))),
        )
    ]
    assert [text for text in told if not page.says(text[1])] == []


def names_of(parameter):
    return [parameter.metavar] if parameter.param_type_name == "argument" else parameter.opts


def test_every_job_stands_in_the_timetable(site):
    page = site.page("reference/jobs")

    assert [job.name for job in JOBS.values() if not (page.says(job.name) and page.says(job.about))] == []


def test_every_key_of_the_configuration_is_explained_with_its_variable(site):
    page = site.page("reference/configuration")

    missing = [
        variable
        for variable, meaning in keys_of(Settings.model_json_schema())
        if not page.says(f"{variable} ") or not page.says(meaning)
    ]

    assert missing == []


def keys_of(schema):
    """Yield each variable with its meaning, by the JSON Schema that pydantic makes of the models."""

    def below(table, place):
        for name, told in table["properties"].items():
            inner = re.findall(r"#/\$defs/(\w+)", str(told))
            here = [*place, name.upper()]
            if not inner:
                yield "SHEETS_BOT_" + "__".join(here), told.get("description", "").split("\n\n")[0]
                continue
            yield from below(schema["$defs"][inner[0]], [*here, "BRAND"] if name == "brands" else here)

    return list(below(schema, []))


def test_every_setting_of_the_tab_is_explained(site):
    page = site.page("reference/settings")

    missing = [
        setting.name
        for setting in SETTINGS
        for text in (setting.name, setting.meaning, setting.expected, setting.default)
        if not page.says(text)
    ]

    assert missing == []


def test_every_root_cause_and_every_rule_about_texts_is_listed(site):
    of_causes, of_rules = site.page("reference/causes"), site.page("reference/text_rules")

    assert [
        cause.code for cause in causes().values() if not of_causes.says(f"{cause.code} {cause.words}")
    ] == []
    assert [rule.name for rule in word_rules() if not of_rules.says(f"{rule.title} {rule.change}")] == []


def test_no_link_is_dead(site):
    """Within the site; addresses of others are not asked."""
    dead = [
        f"{name} -> {link}"
        for name, page in site.pages.items()
        for link in page.links
        if not link.startswith((*OTHER_PLACES, "mailto:")) and not leads_somewhere(site, page, link)
    ]

    assert dead == []


def leads_somewhere(site, page, link):
    parts = urlsplit(link)
    target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if not target.exists():
        return False
    name = target.relative_to(site.folder.resolve()).as_posix()
    return not parts.fragment or name not in site.pages or parts.fragment in site.pages[name].ids


def test_nothing_of_the_site_comes_from_the_network(site):
    strangers = [
        f"{name}: {address}"
        for name, page in site.pages.items()
        for address in page.loads
        if address.startswith(OTHER_PLACES)
    ]
    sheets = [
        path.name
        for path in site.folder.rglob("*.css")
        if re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", path.read_text(encoding="utf-8"))
    ]

    assert strangers == []
    assert sheets == []


def test_pages_for_people_hold_no_programmers_words(site):
    found = [
        f"{name}: {word}"
        for name, page in site.pages.items()
        if name.startswith(FOR_PEOPLE)
        for word in PROGRAMMERS_WORDS.findall(page.words)
    ]

    assert found == []


@pytest.mark.browser
def test_a_browser_asks_nobody_for_anything(site):
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright (requirements-dev.lock)")
    if not CHROMIUM.exists():
        pytest.skip(f"needs Debian's Chromium at {CHROMIUM}: apt-get install -y chromium")
    asked = []

    with playwright.sync_playwright() as driver:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name in ("index", "reference/tabs/disputes", "search"):
            page.goto((site.folder / f"{name}.html").as_uri())
            page.wait_for_load_state("networkidle")
        browser.close()

    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_nothing_of_what_is_made_is_committed():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert "docs/reference/" in ignored
    assert (DOCS / "reference" / "commands.md").exists()
