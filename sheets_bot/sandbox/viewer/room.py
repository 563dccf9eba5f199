"""
Serves the viewer's page at `/` and its parts under `/viewer/`.

Knows nothing of spreadsheets: the page itself talks to `/v4` without credentials, as
the person at this machine, and to `/_sandbox` for the clock. Serves only the files
that lie beside this one and end as listed; nothing outside can be named.
"""

from pathlib import Path

from sheets_bot.sandbox.wire import Call, Reply

HERE = Path(__file__).parent
CONTENT_TYPES = {
    ".html": "text/html; charset=UTF-8",
    ".js": "text/javascript; charset=UTF-8",
    ".css": "text/css; charset=UTF-8",
    ".svg": "image/svg+xml",
}
# Nothing from the network, no inline script: a cell's text can never become code here.
POLICY = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class ViewerRoom:
    """Answers `/`, `/viewer/...` and `/favicon.ico`; never journaled, delayed or disturbed."""

    service = "viewer"

    def handles(self, path: str) -> bool:
        """Say whether a path is a part of the viewer."""
        return path in {"/", "/favicon.ico"} or path.startswith("/viewer/")

    def answer(self, call: Call) -> Reply:
        """Return one file; 404 for a name that is not there, 405 for anything but reading."""
        if call.method not in {"GET", "HEAD"}:
            return _said(405, f"The viewer only answers GET, not {call.method}.")
        name = {"/": "index.html", "/favicon.ico": "icon.svg"}.get(
            call.path, call.path.removeprefix("/viewer/")
        )
        file = _files().get(name)
        if file is None:
            return _said(404, f"The viewer has no file {call.path}.")
        headers = {
            "content-type": CONTENT_TYPES[file.suffix],
            "content-security-policy": POLICY,
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
        }
        return Reply(200, file.read_bytes(), headers)


def _files() -> dict[str, Path]:
    return {file.name: file for file in HERE.iterdir() if file.suffix in CONTENT_TYPES}


def _said(status: int, sentence: str) -> Reply:
    return Reply(status, sentence.encode(), {"content-type": "text/plain; charset=UTF-8"})
