"""Bad clients that fill shared tables."""

from fair import each, nobody_waits_for


@each("masks", "invites", "watches", "markers", "whowas", "knocks", "channels")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
