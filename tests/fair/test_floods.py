"""Bad clients that talk and change things without end."""

from fair import each, nobody_waits_for


@each("floods", "floods_unread", "floods_a_person", "joins_and_parts", "nicks")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
