"""Fixtures of the tests of linnetd's own network stack."""

import pytest

from crowd import still_chat
from frames import Wire


@pytest.fixture
def wire():
    with Wire("tap0") as wire:
        yield wire


@pytest.fixture
def ann_and_bob(server):
    """Two users that chat before and afterwards."""
    users = server.users("ann", "bob", channel="#garden")
    yield users
    still_chat(server, *users)
