"""Bad clients that request the messages and events of others, and do not read the replies."""

from fair import each, nobody_waits_for


@each("chathistory", "monitor", "whois", "all_questions")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
