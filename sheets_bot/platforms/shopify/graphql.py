"""
One question to Shopify: sent, waited for, and its four layers of errors told apart.

The HTTP status; `errors` beside or instead of data; `userErrors` inside of it; and
warnings of the search, which mean that a filter was dropped and the answer is about
other cases than asked for (Shopify Admin GraphQL). A status of 200 may hold any of
the last three. Knows no field: questions are in `shopify/queries.py`.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sheets_bot.errors import Misconfigured, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import Failed, NoAnswer, nothing_done_yet, repeat
from sheets_bot.platforms.http import Http, Response
from sheets_bot.platforms.patience import Patience, jittered
from sheets_bot.platforms.shopify.access import explain_shopify
from sheets_bot.platforms.shopify.budget import Budget
from sheets_bot.platforms.shopify.fields import Json, object_in, objects_in, text_in
from sheets_bot.platforms.shopify.queries import VERSION, Operation

PATH = f"/admin/api/{VERSION}/graphql.json"
_VERSION_HEADER = "x-shopify-api-version"
_TRIES_OF_GARBAGE = 2
_DENIED = "ACCESS_DENIED"
_THROTTLED = "THROTTLED"
_UNKNOWN = "UNKNOWN"
# Shopify's own troubles. MAX_COST_EXCEEDED looks like THROTTLED and would fail for ever.
_ANOTHER_TRY_MAY_HELP = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"})
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}", re.ASCII)
_SCOPE = re.compile(r"\b(?:read|write)_[a-z_]{1,60}\b", re.ASCII)

Path = tuple[str | int, ...]
"""Where in the answer, e.g. ``("orders", "nodes", 3, "email")``."""


class NotServed(Misconfigured):
    """Shopify refused a question; *codes* say why."""

    def __init__(self, message: str, *, codes: frozenset[str]) -> None:
        super().__init__(message)
        self.codes = codes


class Answer(NamedTuple):
    """What came back."""

    data: Json
    withheld: tuple[Path, ...] = ()
    """Places that Shopify left empty because the app may not see them."""


class Graph:
    """The door to one store's questions. *http* must carry the store's credential."""

    def __init__(self, http: Http, budget: Budget, *, brand: str, patience: Patience | None = None) -> None:
        self._http = http
        self._budget = budget
        self._brand = brand
        self._patience = patience or Patience()
        self.version_note = ""
        """Empty while Shopify answers in the version asked for, else a sentence."""

    def ask(self, operation: Operation, variables: Mapping[str, Any] | None = None) -> Answer:
        """
        Ask one question that changes nothing, and return what was answered, in part if need be.

        Raises NotServed when Shopify refuses the question, Misconfigured for the
        sign-in and the store, TryLater without a usable answer.
        """
        try:
            # It is sent as a POST, and leaves nothing in doubt all the same.
            with nothing_done_yet():
                return repeat(lambda: self._attempt(operation, variables or {}), self._patience)
        except Failed as failed:
            words = f"{self._place(operation)} was answered with {failed.what}"
        raise NoAnswer(f"{words}. Nothing was taken from it; the next run asks again.", maybe_done=False)

    def change(self, operation: Operation, variables: Mapping[str, Any]) -> Json:
        """
        Ask for one change, once, and return what was answered.

        Raises NotServed where Shopify refuses it, Misconfigured for the sign-in and the store, NoAnswer
        without a usable answer; its `maybe_done` says whether the change may have been made.
        """
        self._budget.acquire(operation.text)
        try:
            answer = self._judged(operation, self._post(operation, variables, times=1))
        except Failed as failed:
            # A question that was throttled never ran; what failed inside of Shopify may have.
            maybe_done = failed.what != _THROTTLED
            words = f"{self._place(operation)} was answered with {failed.what}."
        except NotServed as refused:
            if refused.codes != {_UNKNOWN}:
                raise
            # An error that says not even what kind it is: the change may have been made all the same.
            maybe_done, words = True, str(refused)
        except NoAnswer:
            raise
        except TryLater as garbage:
            maybe_done, words = True, str(garbage)
        else:
            return self._granted(operation, answer)
        raise NoAnswer(words, maybe_done=maybe_done)

    def _granted(self, operation: Operation, answer: Answer) -> Json:
        """Return the data of a change; raises NotServed where the change itself was denied."""
        if any(answer.data.get(str(path[0])) is None for path in answer.withheld):
            said = "The app lacks the right to do it. It was not done."
            raise NotServed(
                f"{self._place(operation)} was refused ({_DENIED}). {said}", codes=frozenset({_DENIED})
            )
        return answer.data

    def _attempt(self, operation: Operation, variables: Mapping[str, Any]) -> Answer:
        self._budget.acquire(operation.text)
        return self._judged(operation, self._post(operation, variables, times=_TRIES_OF_GARBAGE))

    def _judged(self, operation: Operation, body: Json) -> Answer:
        extensions = object_in(body, "extensions")
        knows_wait = self._budget.learn(operation.text, object_in(extensions, "cost"))
        withheld = self._judge(operation, body, knows_wait=knows_wait)
        self._refuse_warnings(operation, extensions.get("search"))
        data = body.get("data")
        if not isinstance(data, dict):
            raise TryLater(f"{self._place(operation)} was answered without data. The next run asks again.")
        self._refuse_user_errors(operation, data)
        return Answer(data, withheld)

    def _post(self, operation: Operation, variables: Mapping[str, Any], *, times: int) -> Json:
        """Return the JSON object of the answer; asked at most so many *times*, and once means never again."""
        question = {"query": operation.text, "variables": dict(variables), "operationName": operation.name}
        for _ in range(times):
            response = self._http.request(
                "POST", PATH, repeatable=times > 1, json=question, explain=self._explain
            )
            self._compare_version(response)
            try:
                body = response.json()
            except (ValueError, RecursionError):
                continue
            if isinstance(body, dict):
                return body
        raise TryLater(
            f"{self._place(operation)} was answered with something that is not JSON. "
            "Nothing was taken from it; the next run asks again."
        )

    def _judge(self, operation: Operation, body: Json, *, knows_wait: bool) -> tuple[Path, ...]:
        """Return what was withheld; raises Failed for what may pass, NotServed for what will not."""
        errors = list(objects_in(body.get("errors")))
        codes = frozenset(map(_code_of, errors)) or frozenset([_UNKNOWN] if body.get("errors") else [])
        if _THROTTLED in codes:
            # How long to wait is known to the budget, which the next attempt asks first.
            raise Failed(_THROTTLED, again=True, wait_seconds=jittered(0.0) if knows_wait else None)
        passing = sorted(codes & _ANOTHER_TRY_MAY_HELP)
        if passing:
            raise Failed(passing[0], again=True)
        is_part = codes == {_DENIED} and isinstance(body.get("data"), dict)
        if codes and not is_part:
            raise self._refusal(operation, errors, codes)
        return tuple(path for path in map(_path_of, errors) if path)

    def _refusal(self, operation: Operation, errors: list[Json], codes: frozenset[str]) -> SheetsBotError:
        said = f"{self._place(operation)} was refused ({', '.join(sorted(codes))})."
        if codes == {_DENIED}:
            needed = sorted({scope for error in errors for scope in _scopes_in(error)})
            rights = ", ".join(needed) or "a right that Shopify does not name"
            return NotServed(
                f"{said} The app needs {rights}: add it in the Dev Dashboard and install the app again. "
                "Nothing was fetched.",
                codes=codes,
            )
        return NotServed(
            f"{said} The bot and Shopify do not agree on this question; please report it. "
            "Nothing was taken from it.",
            codes=codes,
        )

    def _refuse_warnings(self, operation: Operation, search: Any) -> None:
        warned = {
            (text_in(warning, "code")[:60], text_in(warning, "field")[:60])
            for part in objects_in(search)
            for warning in objects_in(part.get("warnings"))
        }
        if warned:
            said = ", ".join(sorted(f"{code} {field}".strip() for code, field in warned))
            raise NotServed(
                f"{self._place(operation)}: Shopify dropped a part of the search ({said}), so its answer is "
                "about other cases than asked for. Please report it. Nothing was taken from it.",
                codes=frozenset(code for code, _ in warned),
            )

    def _refuse_user_errors(self, operation: Operation, data: Json) -> None:
        codes = frozenset(
            text_in(error, "code") or "no code"
            for payload in objects_in(list(data.values()))
            for error in objects_in(payload.get("userErrors"))
        )
        if codes:
            raise NotServed(
                f"{self._place(operation)} was refused ({', '.join(sorted(codes))}). It was not done.",
                codes=codes,
            )

    def _compare_version(self, response: Response) -> None:
        served = response.headers.get(_VERSION_HEADER, "")
        if served and served != VERSION:
            shown = served if _CODE.fullmatch(served) else "an unreadable version"
            self.version_note = (
                f"Shopify answers as {shown} to questions for {VERSION}, which it does not serve. "
                "Update the bot before fields change under it."
            )
        elif served:
            self.version_note = ""

    def _explain(self, response: Response) -> SheetsBotError | None:
        return explain_shopify(response, brand=self._brand)

    def _place(self, operation: Operation) -> str:
        return f"Shopify, brand {self._brand}: {operation.name}"


def _code_of(error: Json) -> str:
    """Return `extensions.code`; Shopify's sentences are left out: they may quote our input."""
    code = text_in(object_in(error, "extensions"), "code")
    return code if _CODE.fullmatch(code) else _UNKNOWN


def _path_of(error: Json) -> Path:
    path = error.get("path")
    return tuple(step for step in path if isinstance(step, str | int)) if isinstance(path, list) else ()


def _scopes_in(error: Json) -> list[str]:
    named = text_in(object_in(error, "extensions"), "requiredAccess")
    return _SCOPE.findall(named or text_in(error, "message"))
