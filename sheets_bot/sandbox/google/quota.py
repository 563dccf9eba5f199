"""
Quotas of the Sheets API: requests per minute, reads and writes apart, per user and project.

60 and 300 (documented). Counted over the last 60 real seconds by a monotonic clock, not
by the sandbox's own: a bot that paces itself does so in real time.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from sheets_bot.sandbox.google.errors import ApiError

_WINDOW_SECONDS = 60.0
_PROJECT_NUMBER = "100000000000"


class Quota:
    """Counts requests and refuses those over a limit."""

    def __init__(
        self, *, per_user: int = 60, per_project: int = 300, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = {"user": per_user, "project": per_project}
        self._monotonic = monotonic
        self._seen: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def charge(self, user: str, *, is_read: bool) -> None:
        """
        Count one request.

        Raises:
            ApiError: 429 that names the limit; a refused request is not counted.
        """
        kind = "Read" if is_read else "Write"
        with self._lock:
            now = self._monotonic()
            windows = [("user", self._window(kind, user, now)), ("project", self._window(kind, "", now))]
            for scope, window in windows:
                if len(window) >= self._limits[scope]:
                    raise _exceeded(kind, scope, self._limits[scope])
            for _scope, window in windows:
                window.append(now)

    def _window(self, kind: str, whose: str, now: float) -> deque[float]:
        window = self._seen.setdefault((kind, whose), deque())
        while window and window[0] <= now - _WINDOW_SECONDS:
            window.popleft()
        return window


def _exceeded(kind: str, scope: str, limit: int) -> ApiError:
    """Return the 429, as a recorded one reads."""
    per_user = scope == "user"
    limit_words = f"{kind} requests per minute" + (" per user" if per_user else "")
    consumer = f"project_number:{_PROJECT_NUMBER}"
    return ApiError(
        429,
        f"Quota exceeded for quota metric '{kind} requests' and limit '{limit_words}' of service "
        f"'sheets.googleapis.com' for consumer '{consumer}'.",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "quota_limit": f"{kind}RequestsPerMinutePer{'User' if per_user else 'Project'}",
                    "quota_limit_value": str(limit),
                    "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
                    "quota_location": "global",
                    "quota_unit": "1/min/{project}/{user}" if per_user else "1/min/{project}",
                    "service": "sheets.googleapis.com",
                    "consumer": f"projects/{_PROJECT_NUMBER}",
                },
            },
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [
                    {
                        "description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                    }
                ],
            },
        ],
    )
