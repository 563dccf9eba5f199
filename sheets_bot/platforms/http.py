"""
The one door to the network: time limits, turns, retries, credentials, errors.

The only importer of httpx; Google's calls pass through it as well. Knows no
service: who we are is a `Credential` (`base.py`), how fast we may ask is a
`Limiter` (`limiter.py`), how long we wait is a `Patience` (`patience.py`), when
we try again is `attempts.py`, what a service's errors mean is its client's
business (`paypal/access.py`, `google.py`). Never writes a body, a query or a header into an error, follows no
redirect, and sends a credential to no other host than its own.
"""

import contextlib
import functools
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Self, TypedDict, Unpack

import httpx

from sheets_bot import __version__
from sheets_bot.errors import Misconfigured, Refused, SheetsBotError, TryLater
from sheets_bot.platforms.attempts import Failed, NoAnswer, repeat
from sheets_bot.platforms.base import Credential
from sheets_bot.platforms.limiter import Limiter
from sheets_bot.platforms.patience import Patience, Traffic, jittered, retry_after_seconds

Response = httpx.Response
"""What `Http.send` returns, named here so that nobody else needs httpx."""

Explain = Callable[[Response], SheetsBotError | None]
"""Turns an error answer of a service into one of our errors; None leaves it to `Http`."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NOT_SENDABLE = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
_ANOTHER_TRY_MAY_HELP = frozenset({408, 429, 500, 502, 503, 504})
# Sheets answers some faulty requests with 500 too; asking those six times would not mend them.
_TRIES_OF_500 = 2
_TRIES_OF_GARBAGE = 2
# They describe the bytes on the wire, not the decoded body that is kept.
_WIRE_HEADERS = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})
_MAYBE_DONE_BEFORE = "sheets_bot.maybe_done_before"


class Parts(TypedDict, total=False):
    """What a request may carry besides its address."""

    params: Mapping[str, Any] | None
    """Query; a value of None is left out."""
    json: Any
    content: bytes | str | None
    data: Mapping[str, Any] | None
    """Form fields."""
    files: Sequence[tuple[str, Any]] | None
    """Parts of a multipart body: (field, (file name or None, bytes, media type))."""
    headers: Mapping[str, str] | None


class _Call(NamedTuple):
    """One request as the caller means it; the real one is built anew for each attempt."""

    method: str
    url: httpx.URL
    kind: str
    parts: Parts
    repeatable: bool


class _Course:
    """What the attempts at one call have met so far."""

    def __init__(self) -> None:
        self.deliveries = 0
        self.answers_500 = 0
        self.maybe_done = False


class Http:
    """The door to one service with one credential, shared by all threads."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        credential: Credential | None = None,
        credential_header: str = "authorization",
        limiter: Limiter | None = None,
        kind_of: Callable[[str, str], str] | None = None,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.service = service
        self._base = _checked_base(service, base_url)
        self._credential = credential
        self._credential_header = credential_header
        self._limiter = limiter
        self._kind_of = kind_of or kind_by_method
        self._patience = patience or Patience()
        self._lock = threading.Lock()
        self._traffic = Traffic()
        # A proxy of the environment leads outside; a stand-in on this machine is reached directly.
        trust_env = self._base.host not in _LOOPBACK
        self._client = httpx.Client(
            headers={"user-agent": f"sheets-bot/{__version__}"},
            timeout=httpx.Timeout(self._patience.read_seconds, connect=self._patience.connect_seconds),
            limits=httpx.Limits(max_connections=self._patience.connections, keepalive_expiry=30.0),
            follow_redirects=False,
            transport=transport,
            trust_env=trust_env,
            verify=_certificates(trust_env=trust_env),
        )

    def __repr__(self) -> str:
        return f"<Http {self.service} at {self.base_url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The door cannot be used after."""
        self._client.close()

    @property
    def base_url(self) -> str:
        """Where the service is, without a slash at the end."""
        return str(self._base).rstrip("/")

    @property
    def traffic(self) -> Traffic:
        """What has passed so far."""
        with self._lock:
            return self._traffic

    def send(self, method: str, path_or_url: str, *, repeatable: bool, **parts: Unpack[Parts]) -> Response:
        """
        Send a request and return the last answer, whatever its status.

        A *repeatable* request is tried again after a lost answer, 408, 429 and 5xx;
        another one only when the connection was never made. After a 401 the token
        is renewed once.

        Raises NoAnswer without an answer, Misconfigured if it cannot be sent as it
        is, Refused for a URL of another host, TryLater from limiter and credential.
        """
        method = method.upper()
        url = self._address(path_or_url, parts.get("params"))
        call = _Call(method, url, self._kind_of(method, url.path), parts, repeatable)
        course = _Course()
        try:
            return repeat(lambda: self._attempt(call, course), self._patience)
        except Failed as failed:
            if isinstance(failed.answer, Response):
                return failed.answer
            asked = f"{method} {url.path} in {course.deliveries} attempt(s)"
            words = f"{self.service}: no answer to {asked}: {failed.what}."
        except TryLater as later:  # from the limiter or the credential, which name themselves
            words = str(later)
        # Raised outside of the handler, unchained: the words of httpx may quote headers.
        in_doubt = course.maybe_done and method != "GET"
        raise NoAnswer(
            f"{words} " + ("It may have been done all the same." if in_doubt else "Nothing was done there."),
            maybe_done=course.maybe_done,
        )

    def request(
        self,
        method: str,
        path_or_url: str,
        *,
        repeatable: bool,
        explain: Explain | None = None,
        **parts: Unpack[Parts],
    ) -> Response:
        """
        Send a request and return the answer if it is a success.

        Raises what *explain* makes of any other answer; failing that, NoAnswer for
        408, 429 and 5xx, and Misconfigured. And everything that `send` raises.
        """
        response = self.send(method, path_or_url, repeatable=repeatable, **parts)
        if response.is_success:
            return response
        raise (explain(response) if explain else None) or self._grouped(response)

    def fetch_json(
        self, path_or_url: str, *, method: str = "GET", explain: Explain | None = None, **parts: Unpack[Parts]
    ) -> Any:
        """
        Send a repeatable request and return its answer as JSON.

        Raises TryLater when the answer is no JSON twice running, and everything
        that `request` raises.
        """
        for _ in range(_TRIES_OF_GARBAGE):
            response = self.request(method, path_or_url, repeatable=True, explain=explain, **parts)
            with contextlib.suppress(ValueError, RecursionError):
                return response.json()
        raise TryLater(
            f"{self.service}: {_place(response)} was answered with something that is not JSON. "
            "Nothing was taken from it; the next run asks again."
        )

    def _address(self, path_or_url: str, params: Mapping[str, Any] | None) -> httpx.URL:
        """Return the whole URL; only a path that starts with a slash, or a URL of our own host, is one."""
        try:
            url = httpx.URL(f"{self.base_url}{path_or_url}" if path_or_url.startswith("/") else path_or_url)
        except httpx.InvalidURL:
            raise Misconfigured(
                f"{self.service}: an address could not be built; it holds characters that no address has. "
                "Look at the ids in the configuration. Nothing was sent."
            ) from None
        if _origin(url) != _origin(self._base):
            raise Refused(
                f"{self.service}: a request was to go to {url.host or 'no host'}, not to {self._base.host}. "
                "It was not sent, so that the credential goes nowhere else."
            )
        given = {name: value for name, value in (params or {}).items() if value is not None}
        return url.copy_merge_params(given) if given else url

    def _attempt(self, call: _Call, course: _Course) -> Response:
        """Try once, twice if the token was too old. Raises Failed unless the answer is final."""
        authorization = self._credential.header() if self._credential else ""
        response = self._deliver(call, course, authorization)
        if response.status_code == 401 and self._credential and self._credential.renew(authorization):
            response = self._deliver(call, course, self._credential.header())
        status = response.status_code
        course.answers_500 += status == 500
        if status in {500, 502, 503, 504}:
            course.maybe_done = True
        if not call.repeatable or status not in _ANOTHER_TRY_MAY_HELP or course.answers_500 >= _TRIES_OF_500:
            return response
        wait_seconds = retry_after_seconds(response.headers, now=time.time())
        if wait_seconds is None:
            raise Failed(f"status {status}", again=True, answer=response)
        if wait_seconds > self._patience.longest_wait_seconds:
            return response
        if self._limiter:
            self._limiter.pause(call.kind, wait_seconds)
        raise Failed(f"status {status}", again=True, answer=response, wait_seconds=jittered(wait_seconds))

    def _deliver(self, call: _Call, course: _Course, authorization: str) -> Response:
        """Send the request once and read its whole answer."""
        request = self._built(call, authorization)
        waited_seconds = self._limiter.acquire(call.kind) if self._limiter else 0.0
        course.deliveries += 1
        started = time.monotonic()
        try:
            answer = self._client.send(request, stream=True)
            with contextlib.closing(answer):
                body = self._read(answer, started)
        except (httpx.HTTPError, httpx.InvalidURL, Failed) as error:
            failure = error
        else:
            return _kept(answer, body, maybe_done_before=course.maybe_done)
        finally:
            self._count(course, time.monotonic() - started, waited_seconds)
        raise self._judged(failure, call, course)

    def _built(self, call: _Call, authorization: str) -> httpx.Request:
        parts = call.parts
        headers = dict(parts.get("headers") or {})
        if authorization:
            headers[self._credential_header] = authorization
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            raise Misconfigured(
                f"{self.service}: a header holds a line break or a character beyond ASCII. Look for stray "
                "characters at the end of the credential. Nothing was sent."
            )
        return self._client.build_request(
            call.method,
            call.url,
            json=parts.get("json"),
            content=parts.get("content"),
            data=parts.get("data"),
            files=parts.get("files"),
            headers=headers,
        )

    def _read(self, answer: httpx.Response, started: float) -> bytes:
        """Read the decoded body; raises Failed when it is too large or drips."""
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > self._patience.answer_bytes:
                raise Failed(f"the answer has more than {self._patience.answer_bytes} bytes", again=False)
            if time.monotonic() - started > self._patience.answer_seconds:
                raise Failed(f"the answer took longer than {self._patience.answer_seconds:.0f} s", again=True)
        return bytes(body)

    def _judged(
        self, failure: httpx.HTTPError | httpx.InvalidURL | Failed, call: _Call, course: _Course
    ) -> Exception:
        """Turn a failed delivery into what to raise."""
        if isinstance(failure, _NOT_SENDABLE):
            return Misconfigured(
                f"{self.service}: {call.method} {call.url.path} cannot be sent ({type(failure).__name__}). "
                "Look at its base URL and credential. Nothing was sent."
            )
        if isinstance(failure, _NOT_SENT):
            return Failed(_in_words(failure), again=True)
        course.maybe_done = True
        if isinstance(failure, Failed):
            return Failed(failure.what, again=failure.again and call.repeatable)
        return Failed(_in_words(failure), again=call.repeatable)

    def _grouped(self, response: Response) -> SheetsBotError:
        """Return the error for a status that no client explained."""
        status = response.status_code
        # With a redirect servers also say that something is done, and where it can be seen.
        elsewhere = status < 400 and response.request.method != "GET"
        if elsewhere or status in {408, 429} or status >= 500:
            return NoAnswer(
                f"{self.service}: {_place(response)} was answered with status {status}. "
                "The next run tries again.",
                maybe_done=elsewhere or status >= 500 or maybe_done_before(response),
            )
        return Misconfigured(
            f"{self.service}: {_place(response)} was refused with status {status}. Look at the credential, "
            f"its rights and the base URL {self.base_url}. Nothing was done."
        )

    def _count(self, course: _Course, seconds: float, waited_seconds: float) -> None:
        passed = Traffic(1, int(course.deliveries > 1), seconds, waited_seconds)
        with self._lock:
            self._traffic += passed


def kind_by_method(method: str, _path: str) -> str:
    """Say whether a request is a ``read`` or a ``write`` by its method alone."""
    return "read" if method in {"GET", "HEAD"} else "write"


def maybe_done_before(response: Response) -> bool:
    """
    Whether an attempt before this answer may have been carried out.

    True after a lost answer or a 5xx: then "it exists already" can be our own work.
    """
    return bool(response.extensions.get(_MAYBE_DONE_BEFORE, False))


@functools.cache
def _certificates(*, trust_env: bool) -> ssl.SSLContext:
    """Whom to trust, the same for every door: reading the certificates takes 20 to 50 ms each time."""
    return httpx.create_ssl_context(trust_env=trust_env)


def _checked_base(service: str, base_url: str) -> httpx.URL:
    try:
        base = httpx.URL(base_url.strip().rstrip("/"))
    except httpx.InvalidURL:
        base = httpx.URL("")
    if base.scheme not in {"http", "https"} or not base.host or base.query or base.userinfo:
        raise Misconfigured(
            f"{service}: its base URL is not of the form https://host or http://host:port/path. "
            "Correct it under [endpoints]. Nothing was sent."
        )
    return base


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _place(response: Response) -> str:
    """Method and path: enough to find the call, nothing to hide."""
    return f"{response.request.method} {response.request.url.path}"


def _kept(answer: httpx.Response, body: bytes, *, maybe_done_before: bool) -> Response:
    """Return the answer with its body read and decoded."""
    return httpx.Response(
        answer.status_code,
        headers=[pair for pair in answer.headers.raw if pair[0].lower() not in _WIRE_HEADERS],
        content=body,
        request=answer.request,
        extensions={_MAYBE_DONE_BEFORE: maybe_done_before},
    )


def _in_words(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    """Name a failure. Quoted are only the operating system's words on connecting, which hold no content."""
    name = type(error).__name__
    return f"{name}, {str(error)[:200]}" if isinstance(error, httpx.ConnectError) else name
