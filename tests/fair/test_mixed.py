"""Bad clients of all kinds at once, another kind with each connection."""

from fair import each, nobody_waits_for


@each("mixed", crowd=True)
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
