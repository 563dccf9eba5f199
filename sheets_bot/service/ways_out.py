"""
What to do about an error that `sheets-bot check` met, where its own sentence does not say it.

Pure: reads words, asks nothing. Most errors name their way out themselves (`errors.py`); those of the network
only say what the machine said, which means little to who sets the bot up.
"""

import re

from sheets_bot.errors import SheetsBotError, TryLater

_WAYS = {
    r"gaierror|Name or service not known|name resolution|nodename nor servname|Name does not resolve": (
        "The server's name cannot be looked up: correct the address in the configuration, or this machine's "
        "DNS"
    ),
    r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate of .* is not valid": (
        "Something between signs the traffic anew, or the address is wrong: name the authority's file in "
        "SSL_CERT_FILE, or correct the address"
    ),
    r"SSLError|\[SSL|WRONG_VERSION_NUMBER": (
        "The other side speaks no TLS here: correct scheme (https, imaps, smtps) and port of the address"
    ),
    r"ProxyError": (
        "The proxy does not let the bot through: correct HTTPS_PROXY in the environment, or name the host in "
        "NO_PROXY"
    ),
    r"Connection refused|ConnectionRefusedError|unreachable|No route to host": (
        "Nothing listens there, or a firewall forbids it: correct address, port and HTTPS_PROXY, or open "
        "the way"
    ),
    r"Timeout|timed out": (
        "Nothing answered in time: wait a little; if it stays so, a firewall swallows the traffic, or the "
        "address is wrong"
    ),
}
"""What to do, by the words that the operating system, httpx and the libraries for mail have for it."""


def way_out_of(error: SheetsBotError) -> str:
    """Return what to do; the last word is to check again."""
    if not isinstance(error, TryLater):
        return "Do what the line says, then check again."
    found = next((way for words, way in _WAYS.items() if re.search(words, str(error))), "Wait a little")
    return f"{found}, then check again."
