"""Bad clients that ask for what others have said and done, and do not read the answers."""

from fair import each, nobody_waits_for


@each("chathistory", "monitor", "whois", "all_questions")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
