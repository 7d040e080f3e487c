"""`automation.runtime.notify`: messages to channels outside of GitLab."""

import http.server
import json
import threading

import pytest

from automation.gitlab.errors import GiveUp
from automation.runtime.notify import Channels

# Apprise imports a module of Python's library that is deprecated; it says so itself and brings its own for 3.13.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def receiver():
    """A place that takes JSON messages on 127.0.0.1, or refuses them."""
    taken = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(403 if self.path.startswith("/refuse") else 200)
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}", taken
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_reaches_its_channel(receiver):
    """Title and text arrive at the address of the channel."""
    address, taken = receiver

    Channels(lambda: {"champions": address}).notify("champions", "Nomination", "An issue waits.")

    assert [(body["title"], body["message"]) for body in taken] == [("Nomination", "An issue waits.")]


def test_addresses_are_those_of_the_configuration_in_force(receiver):
    """A channel that a reload brought is there at once."""
    address, taken = receiver
    addresses = {}
    channels = Channels(lambda: addresses)
    addresses["champions"] = address

    channels.notify("champions", "Nomination", "An issue waits.")

    assert len(taken) == 1


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        pytest.param("sales", "'sales' is not in config.yml (there: bad, refusing)", id="unknown channel"),
        pytest.param("bad", "'bad' has an address that Apprise does not know; mend it in config.yml", id="bad address"),
        pytest.param("refusing", "'refusing' did not take the message; check its address in config.yml", id="refused"),
    ],
)
def test_a_failure_says_which_channel_and_never_its_address(receiver, channel, words, caplog):
    """What goes wrong names the channel; the address, which holds secrets, is in no fault and no log."""
    address, _ = receiver
    addresses = {"bad": "nonsense://user:s3cret@host", "refusing": f"{address}/refuse?-token=s3cret"}

    with pytest.raises(GiveUp) as caught:
        Channels(lambda: addresses).notify(channel, "Nomination", "An issue waits.")

    assert caught.value.cause == f"the channel {words}"
    assert "s3cret" not in caplog.text
