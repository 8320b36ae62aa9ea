"""Bad clients that ask and ask, and do not read the answers."""

from fair import each, nobody_waits_for


@each("help", "list", "who", "names", "motd")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
