"""
Drive v3 beyond what gspread asks of it: searching, paging, rights, errors, and times that move late.
"""

import json

import pytest

from conformance.discovery import DRIVE
from google_batch_stand import tag
from sheets_bot.sandbox.google.auth import Tokens
from sheets_bot.sandbox.google.batch import batch_update
from sheets_bot.sandbox.google.book import Books
from sheets_bot.sandbox.google.drive import DriveRoom
from sheets_bot.sandbox.google.drive_query import parse_query
from sheets_bot.sandbox.google.model import Cell
from sheets_bot.sandbox.wire import Call

NOON = 1_780_000_000.0
SHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
BOT = "bot@sandbox.iam.example"


class Drive:
    """The room with short ways to call it."""

    def __init__(self):
        self.books, self.tokens, self.now = Books(), Tokens(), NOON
        self.room = DriveRoom(self.books, self.tokens)
        self.bot_header = {"authorization": f"Bearer {self.tokens.issue(BOT, frozenset(), NOON)}"}

    def ask(self, method, path, body=None, *, as_bot=False, **query):
        """Call the room and return status and JSON; answers that went well are judged by the contract."""
        sent = b"" if body is None else json.dumps(body).encode()
        headers = self.bot_header if as_bot else {}
        given = {name: [str(value)] for name, value in query.items()}
        reply = self.room.answer(Call(method, f"/drive/v3{path}", given, headers, sent, self.now))
        if reply.status == 200 and isinstance(reply.body, dict):
            DRIVE.check_answer(method, f"/drive/v3{path}", reply.body)
        return reply.status, reply.body

    def create(self, name, kind=SHEET, **more):
        status, file = self.ask("POST", "/files", {"name": name, "mimeType": kind, **more})
        assert status == 200
        return file["id"]

    def names(self, query, **more):
        status, page = self.ask("GET", "/files", q=query, **more)
        assert status == 200, page
        return {file["name"] for file in page["files"]}

    def share(self, file_id, role="writer"):
        body = {"type": "user", "role": role, "emailAddress": BOT}
        return self.ask("POST", f"/files/{file_id}/permissions", body)


@pytest.fixture
def drive():
    return Drive()


def reason(answer):
    status, body = answer
    return status, body["error"]["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Alpha tracker", "Beta", "It's", "Folder"}),
        (f"mimeType='{SHEET}'", {"Alpha tracker", "Beta", "It's"}),
        (f'mimeType = "{SHEET}" and name = "Beta"', {"Beta"}),
        ("name contains 'track'", {"Alpha tracker"}),
        ("name contains 'rack'", set()),
        (r"name = 'It\'s'", {"It's"}),
        (f"not mimeType != '{FOLDER}'", {"Folder"}),
        ("name = 'Beta' or (name contains 'alpha' and trashed = false)", {"Beta", "Alpha tracker"}),
        ("trashed = true", set()),
        ("'person@sandbox.example' in owners", {"Alpha tracker", "Beta", "It's"}),
        ("modifiedTime > '2026-01-01'", {"Alpha tracker", "Beta", "It's", "Folder"}),
        ("createdTime < '2026-01-01T00:00:00'", set()),
    ],
)
def test_files_are_found_by_query(drive, query, expected):
    for name in ("Alpha tracker", "Beta", "It's"):
        drive.create(name)
    drive.create("Folder", FOLDER)

    assert drive.names(query) == expected


@pytest.mark.parametrize(
    "query", ["name =", "name ~ 'x'", "colour = 'red'", "(name = 'x'", "name = x", "name = 'x' name"]
)
def test_a_query_that_is_not_understood_is_refused_never_guessed(drive, query):
    assert reason(drive.ask("GET", "/files", q=query)) == (400, "invalid")
    with pytest.raises(ValueError, match=r"."):
        parse_query(query)


def test_a_long_list_comes_in_pages(drive):
    for number in range(5):
        drive.create(f"File {number}")

    seen, token = [], ""
    while token is not None:
        _status, page = drive.ask("GET", "/files", pageSize=2, **({"pageToken": token} if token else {}))
        seen += [file["name"] for file in page["files"]]
        token = page.get("nextPageToken")

    assert sorted(seen) == [f"File {number}" for number in range(5)]


def test_files_lie_in_folders_and_move_between_them(drive):
    here, there = drive.create("Here", FOLDER), drive.create("There", FOLDER)
    file = drive.create("Tracker", parents=[here])
    assert drive.names(f"'{here}' in parents") == {"Tracker"}

    drive.ask("PATCH", f"/files/{file}", {}, addParents=there, removeParents=here)

    assert drive.names(f"'{here}' in parents") == set()
    assert drive.names(f"'{there}' in parents") == {"Tracker"}


def test_a_file_without_fields_shows_four_and_with_fields_those(drive):
    file = drive.create("Tracker")

    assert set(drive.ask("GET", f"/files/{file}")[1]) == {"kind", "id", "name", "mimeType"}
    wanted = drive.ask("GET", f"/files/{file}", fields="name,permissions(role),trashed")[1]
    assert wanted == {"name": "Tracker", "permissions": [{"role": "owner"}], "trashed": False}


def test_a_rename_here_is_the_title_there(drive):
    file = drive.create("Before")

    drive.ask("PATCH", f"/files/{file}", {"name": "After", "trashed": True})

    assert drive.books.get(file).state.title == "After"
    assert drive.names("trashed = true") == {"After"}


def test_an_edit_shows_in_modified_time_and_version_only_after_three_minutes(drive):
    file = drive.create("Tracker")
    before = drive.ask("GET", f"/files/{file}", fields="modifiedTime,version")[1]

    with drive.books.get(file).transaction(NOON + 10) as draft:
        draft.sheet(0).put(0, 0, Cell("edit"))
    drive.now = NOON + 24
    assert drive.ask("GET", f"/files/{file}", fields="modifiedTime,version")[1] == before

    drive.now = NOON + 10 + 180
    after = drive.ask("GET", f"/files/{file}", fields="modifiedTime,version")[1]
    assert after["modifiedTime"] > before["modifiedTime"]
    assert int(after["version"]) > int(before["version"])


def test_the_bot_sees_nothing_until_a_file_is_shared_with_it(drive):
    file = drive.create("Private")

    assert reason(drive.ask("GET", f"/files/{file}", as_bot=True)) == (404, "notFound")
    assert drive.ask("GET", "/files", as_bot=True)[1]["files"] == []
    drive.share(file, "reader")
    assert drive.ask("GET", f"/files/{file}", as_bot=True)[1]["name"] == "Private"


def test_a_reader_may_not_write_and_a_writer_may_not_delete(drive):
    file = drive.create("Shared")
    drive.share(file, "reader")
    assert reason(drive.ask("PATCH", f"/files/{file}", {"name": "x"}, as_bot=True)) == (
        403,
        "insufficientFilePermissions",
    )

    drive.share(file, "writer")
    assert drive.ask("PATCH", f"/files/{file}", {"name": "x"}, as_bot=True)[0] == 200
    assert reason(drive.ask("DELETE", f"/files/{file}", as_bot=True)) == (403, "insufficientFilePermissions")


def test_a_service_account_owns_no_files(drive):
    file = drive.create("Shared")
    drive.share(file)

    assert reason(drive.ask("POST", "/files", {"name": "x", "mimeType": SHEET}, as_bot=True)) == (
        403,
        "storageQuotaExceeded",
    )
    assert reason(drive.ask("POST", f"/files/{file}/copy", {}, as_bot=True)) == (403, "storageQuotaExceeded")


def test_errors_carry_their_reason_as_drive_does(drive):
    status, body = drive.ask("GET", "/files/nowhere")

    assert status == 404
    assert body["error"] == {
        "code": 404,
        "message": "File not found: nowhere.",
        "errors": [
            {
                "message": "File not found: nowhere.",
                "domain": "global",
                "reason": "notFound",
                "locationType": "parameter",
                "location": "fileId",
            }
        ],
    }


def test_a_copy_keeps_cells_and_developer_metadata_with_the_same_ids(drive):
    file = drive.create("Original")
    batch_update(drive.books.get(file), {"requests": [tag(7, row=3)]}, now=NOON)

    copy = drive.ask("POST", f"/files/{file}/copy", {})[1]

    assert copy["name"] == "Copy of Original"
    state = drive.books.get(copy["id"]).state
    assert (state.id, list(state.metadata)) == (copy["id"], [7])
    assert list(drive.books.get(file).state.metadata) == [7]


def test_a_comment_needs_fields_and_comes_back(drive):
    file = drive.create("Tracker")
    assert reason(drive.ask("GET", f"/files/{file}/comments")) == (400, "required")

    drive.ask("POST", f"/files/{file}/comments", {"content": "Due today"}, fields="id")

    listed = drive.ask("GET", f"/files/{file}/comments", fields="*")[1]["comments"]
    assert [(each["content"], each["author"]["emailAddress"]) for each in listed] == [
        ("Due today", "person@sandbox.example")
    ]


def test_the_owner_changes_only_when_it_is_said_twice(drive):
    file = drive.create("Tracker")
    permission = drive.share(file)[1]["id"]
    path = f"/files/{file}/permissions/{permission}"

    assert reason(drive.ask("PATCH", path, {"role": "owner"})) == (403, "forbidden")
    drive.ask("PATCH", path, {"role": "owner"}, transferOwnership="true")

    listed = drive.ask("GET", f"/files/{file}/permissions", fields="permissions(emailAddress,role)")[1][
        "permissions"
    ]
    assert {each["emailAddress"]: each["role"] for each in listed} == {
        BOT: "owner",
        "person@sandbox.example": "writer",
    }
    assert reason(drive.ask("DELETE", path))[0] == 403
    assert reason(drive.ask("GET", f"/files/{file}/permissions/9")) == (404, "notFound")


@pytest.mark.parametrize("kind", ["application/pdf", "application/zip", ""])
def test_an_export_that_is_not_imitated_names_itself(drive, kind):
    status, body = drive.ask("GET", f"/files/{drive.create('Tracker')}/export", mimeType=kind)

    assert (status, "files.export" in body["error"]["message"]) == (501, True)


def test_an_unknown_endpoint_names_itself(drive):
    status, body = drive.ask("GET", "/about")

    assert (status, "GET /drive/v3/about" in body["error"]["message"]) == (501, True)


def test_csv_is_quoted_where_it_must_be_and_as_wide_as_its_widest_row(drive):
    file = drive.create("Tracker")
    with drive.books.get(file).transaction(NOON) as draft:
        sheet = draft.sheet(0)
        sheet.put_row(0, [Cell("a"), Cell('say "hi"')])
        sheet.put_row(2, [Cell("two\nlines"), None, Cell("x,y")])

    assert drive.ask("GET", f"/files/{file}/export", mimeType="text/csv")[1] == (
        b'a,"say ""hi""",\r\n,,\r\n"two\nlines",,"x,y"'
    )
    tsv = drive.ask("GET", f"/files/{file}/export", mimeType="text/tab-separated-values")[1]
    assert tsv == b'a\tsay "hi"\t\r\n\t\t\r\ntwo lines\t\tx,y'


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/files", {"name": 5, "mimeType": SHEET}),
        ("POST", "/files", {"name": "x", "mimeType": SHEET, "parents": [{}]}),
        ("POST", "/files", ["x"]),
        ("POST", "/files/{file}/permissions", {"type": {}, "role": "writer"}),
        ("POST", "/files/{file}/permissions", {"type": "user", "role": "king", "emailAddress": BOT}),
        ("POST", "/files/{file}/permissions", {"type": "user", "role": "writer"}),
        ("PATCH", "/files/{file}", {"name": ["x"]}),
        ("POST", "/files/{file}/comments?", {"content": 5}),
    ],
)
def test_a_body_of_the_wrong_kind_is_refused(drive, method, path, body):
    file = drive.create("Tracker")
    query = {"fields": "id"} if path.endswith("?") else {}

    status, _body = drive.ask(method, path.rstrip("?").format(file=file), body, **query)

    assert status == 400
