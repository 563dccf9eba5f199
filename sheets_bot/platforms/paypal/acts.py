"""
What a seller does to a case at PayPal: each act is sent once, and only where PayPal offers it.

PayPal's rule is "no link, no action", so the case is read again just before each act. None of these calls
can be repeated: the request id that goes with them is not listed for any (reference pages of 2023), so after
a lost answer only the case itself tells. Nothing here moves money: the one offer that can be made is a
replacement without a refund. Which act it shall be is decided elsewhere.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sheets_bot.domain.acts.case_traces import REPLACEMENT
from sheets_bot.domain.disputes.dispute import Dispute
from sheets_bot.errors import Refused, SheetsBotError
from sheets_bot.platforms.attempts import NoAnswer, nothing_done_yet
from sheets_bot.platforms.http import Http, Parts, Response
from sheets_bot.platforms.paypal.access import NotServed, explain_paypal
from sheets_bot.platforms.paypal.listing import PATH
from sheets_bot.platforms.paypal.records import case_id_of, dispute_from_json

LONGEST_TEXT = 2000
"""Characters of a message or of notes (Customer Disputes API v1)."""
LARGEST_FILE_BYTES = 10 * 1024 * 1024
"""A file must be smaller (PayPal's integration guide)."""
LARGEST_REQUEST_BYTES = 50 * 1024 * 1024

_FILE_NAME = re.compile(r"[A-Za-z0-9\-_, ]+\.(?:pdf|png|gif|jpg|jpeg)", re.IGNORECASE | re.ASCII)


class NotAllowed(Refused):
    """PayPal does not offer this act on the case as it stands now; nothing was sent."""


class File(NamedTuple):
    """A file that goes with evidence."""

    name: str
    """Letters, digits, hyphens and one dot (Customer Disputes API v1, `document.name`)."""
    content: bytes
    media_type: str = "application/pdf"


class CaseActs:
    """
    The acts at one brand's account. *http* must carry its token.

    All acts raise NotAllowed where PayPal does not offer them, NotServed where it refuses them, Refused for
    what it would never take, and NoAnswer, whose `maybe_done` is about the act alone.
    """

    def __init__(self, http: Http, *, brand: str) -> None:
        self._http = http
        self._brand = brand

    def fetch_case(self, case_id: str) -> Dispute:
        """
        Fetch one case as it stands now.

        Raises NotServed (status 404: PayPal does not know it), RowSkipped, Misconfigured, TryLater.
        """
        return dispute_from_json(self._details(case_id), brand=self._brand)

    def provide_evidence(
        self, case_id: str, given: Mapping[str, Any], files: Sequence[File] = (), *, act_id: str
    ) -> None:
        """Hand in evidence; *given* is the JSON of the part ``input``, ``{"evidences": [...]}``."""
        self._with_files(case_id, "provide-evidence", given, files, act_id)

    def appeal(
        self, case_id: str, given: Mapping[str, Any], files: Sequence[File] = (), *, act_id: str
    ) -> None:
        """Appeal against a lost case, with evidence as in `provide_evidence`."""
        self._with_files(case_id, "appeal", given, files, act_id)

    def send_message(self, case_id: str, text: str, *, act_id: str) -> None:
        """Write to the buyer in an inquiry."""
        self._with_text(case_id, "send-message", "message", text, act_id)

    def add_information(self, case_id: str, text: str, *, act_id: str) -> None:
        """Add facts to a claim, also while PayPal reviews it."""
        self._with_text(case_id, "provide-supporting-info", "notes", text, act_id)

    def offer_replacement(self, case_id: str, text: str, *, act_id: str) -> None:
        """Offer to send the goods again; no money moves."""
        _check_text(text)
        offers = self._allowed(case_id, "make-offer").offer_types
        if offers and REPLACEMENT not in offers:
            raise NotAllowed(
                f"PayPal takes other offers for {case_id} ({', '.join(sorted(offers))}), but no replacement "
                "without a refund. Nothing was sent."
            )
        self._post(case_id, "make-offer", act_id, {"json": {"note": text, "offer_type": REPLACEMENT}})

    def _with_files(
        self, case_id: str, action: str, given: Mapping[str, Any], files: Sequence[File], act_id: str
    ) -> None:
        _check_files(files)
        self._allowed(case_id, action)
        self._post(case_id, action, act_id, {"files": _form(given, files)})

    def _with_text(self, case_id: str, action: str, field: str, text: str, act_id: str) -> None:
        """Send a text as a form; PayPal's pages contradict its specification, which knows no JSON here."""
        _check_text(text)
        self._allowed(case_id, action)
        given = {field: text}
        try:
            self._post(case_id, action, act_id, {"files": _form(given, ())})
        except NotServed as refused:
            if refused.status != 415:
                raise
            # Unsupported media type: nothing was taken, so the other form may be tried.
            self._post(case_id, action, act_id, {"json": given})

    def _post(self, case_id: str, action: str, act_id: str, body: Parts) -> None:
        path = f"{PATH}/{case_id}/{action}"
        body["headers"] = {"paypal-request-id": act_id, "accept": "application/json"}
        response = self._http.request("POST", path, repeatable=False, explain=self._explain, **body)
        if not _is_object(response):
            raise NoAnswer(
                f"PayPal, brand {self._brand}: {action} for {case_id} was answered with something that is no "
                "PayPal answer. It may have been done all the same.",
                maybe_done=True,
            )

    def _allowed(self, case_id: str, action: str) -> Dispute:
        """Return the case as it stands if it has a link for *action*. Raises NotAllowed where it has none."""
        case = self.fetch_case(case_id)
        if action.replace("-", "_") not in case.links:
            links = {link.replace("_", "-") for link in case.links}
            offered = ", ".join(sorted(links - {"self"})) or "nothing"
            raise NotAllowed(
                f"PayPal does not offer {action} for {case_id} now; it offers {offered}. Nothing was sent."
            )
        return case

    def _details(self, case_id: str) -> Mapping[str, Any]:
        case_id_of({"dispute_id": case_id})  # what could not stand in an address is asked for nowhere
        with nothing_done_yet():
            details: Any = self._http.fetch_json(f"{PATH}/{case_id}", explain=self._explain)
        if case_id_of(details) != case_id:
            raise Refused(f"Asked for {case_id}, PayPal sent another case. Nothing was sent.")
        found: Mapping[str, Any] = details
        return found

    def _explain(self, response: Response) -> SheetsBotError | None:
        return explain_paypal(response, brand=self._brand)


def _form(given: Mapping[str, Any], files: Sequence[File]) -> list[tuple[str, Any]]:
    """Return the parts of a form: ``input`` as JSON, then ``file1``, ``file2`` as in PayPal's samples."""
    parts: list[tuple[str, Any]] = [
        ("input", (None, json.dumps(given, ensure_ascii=False).encode(), "application/json"))
    ]
    numbered = enumerate(files, start=1)
    return parts + [(f"file{n}", (file.name, file.content, file.media_type)) for n, file in numbered]


def _check_text(text: str) -> None:
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise Refused(
            f"PayPal takes 1 to {LONGEST_TEXT} characters, the text has {len(text)}. Nothing was sent."
        )


def _check_files(files: Sequence[File]) -> None:
    for file in files:
        if not _FILE_NAME.fullmatch(file.name):
            raise Refused(
                f"PayPal takes no file called {file.name!r}: letters, digits and hyphens, one dot, then pdf, "
                "png, gif or jpg. Nothing was sent."
            )
        if len(file.content) >= LARGEST_FILE_BYTES:
            raise Refused(f"{file.name} has 10 MB or more, which PayPal does not take. Nothing was sent.")
    if sum(len(file.content) for file in files) >= LARGEST_REQUEST_BYTES:
        raise Refused("The files have 50 MB or more together. PayPal takes less. Nothing was sent.")


def _is_object(response: Response) -> bool:
    try:
        return isinstance(response.json(), dict)
    except (ValueError, RecursionError):
        return False
