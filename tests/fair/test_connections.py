"""Bad clients that connect and send little or nothing, and those that never complete a line or a request."""

from fair import each, nobody_waits_for


@each("batches", "long_tags", "silent", "half_line", "resets", "connects", crowd=True)
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
