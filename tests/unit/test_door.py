"""The way to Google's answers: whatever comes back is taken, or told as one of our errors; never a crash."""

import httpx
import pytest

from sheets_bot.errors import SheetsBotError, TryLater
from sheets_bot.platforms.http import Http
from sheets_bot.platforms.patience import Patience
from sheets_bot.sheets.door import Door

ONCE = Patience(attempts=1, first_wait_seconds=0.0)


def a_door(answer):
    def service(name, base):
        return Http(name, base, transport=httpx.MockTransport(lambda _asked: answer), patience=ONCE)

    sheets = service("Google Sheets", "https://sheets.googleapis.com")
    return Door(sheets, service("Google Drive", "https://www.googleapis.com"), email="bot@example.com")


@pytest.mark.parametrize(
    "body", [{"error": "invalid_token"}, {"error": None}, {"error": {"message": "x"}}, [], "no", None]
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 502])
def test_a_refusal_of_any_shape_is_an_error_of_ours(status, body):
    with pytest.raises(SheetsBotError):
        a_door(httpx.Response(status, json=body)).values("S1", body={})


@pytest.mark.parametrize("body", [[], None, "yes", 7])
def test_a_success_that_is_no_object_is_tried_again(body):
    door = a_door(httpx.Response(200, json=body))

    for ask in (lambda: door.values("S1", body={}), lambda: door.structure("S1", fields="sheets")):
        with pytest.raises(TryLater, match="not one that Google gives"):
            ask()


def test_permissions_without_a_list_are_tried_again():
    with pytest.raises(TryLater, match="not one that Google gives"):
        a_door(httpx.Response(200, json={})).permissions("S1")


@pytest.mark.parametrize("said", [{}, {"date": "at noon"}])
def test_a_date_that_cannot_be_read_is_not_known(said):
    assert a_door(httpx.Response(200, json={}, headers=said)).server_at("S1") is None
