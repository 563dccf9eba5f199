"""The guard of `conftest.py`: tests reach this machine and nothing else."""

import http.client
import socket
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


def refused():
    return pytest.raises(Exception, match=r"A test may (talk to this machine only|not look up the name)")


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("2001:db8::1", 443)])
def test_a_connection_beyond_this_machine_is_refused(address):
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outgoing, refused():
        outgoing.connect(address)


def test_a_name_beyond_this_machine_is_not_looked_up():
    with refused():
        urllib.request.urlopen("https://sheets.googleapis.com/", timeout=1)


def test_a_datagram_beyond_this_machine_is_refused():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing, refused():
        outgoing.sendto(b"x", ("192.0.2.1", 53))


def test_this_machine_is_reached():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        connection = http.client.HTTPConnection("localhost", server.server_address[1], timeout=5)
        connection.request("BREW", "/")

        assert connection.getresponse().status == 501
        connection.close()
