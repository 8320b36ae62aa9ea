"""Bad clients that read slowly or not at all, some beside others that flood: clients that send little are not delayed."""

from fair import each, nobody_waits_for


@each("never_reads", "reads_1", "reads_100", "reads_850", "reads_5000", "rejoins")
def test_nobody_is_delayed_by(kind, count, tmp_path):
    nobody_waits_for(kind, count, tmp_path)
