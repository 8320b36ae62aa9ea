"""draft/multiline at its limits: 24 lines, 4096 bytes, four at once, and the tags that an opening may bring."""

CAPS = ("batch", "message-tags", "echo-message", "draft/multiline")


def begin(client, ref="1", tags=""):
    client.send("%sBATCH +%s draft/multiline #x" % (tags, ref))


def send(client, lines, ref="1", tags=""):
    begin(client, ref, tags)
    client.send(*["@batch=%s PRIVMSG #x :%s" % (ref, line) for line in lines], "BATCH -" + ref)


def received(client):
    """The texts of the batch that comes back."""
    client.expect("{*}:{ann} BATCH +{n} draft/multiline #x")
    seen = client.until("{*}BATCH -{n}")
    return [line.split(" :", 2)[2] for line in seen[:-1]]


def test_the_capability_s_value_has_the_limits(server):
    ann = server.client("ann")
    ann.send("CAP LS 302")
    assert " draft/multiline=max-bytes=4096,max-lines=24 " in ann.line() + " "


def test_the_limit_of_lines_and_one_past_it(server):
    ann = server.user("ann", "#x", caps=CAPS)
    most = ["line %d" % n for n in range(24)]
    send(ann, most)
    assert received(ann) == most
    send(ann, most + ["one more"])
    ann.expect(":{server} FAIL BATCH MULTILINE_MAX_LINES 24 :{text}")
    ann.expect_nothing()


def test_the_limit_of_bytes_and_one_past_it(server):
    ann = server.user("ann", "#x", caps=CAPS)
    ten = ["x" * 408] * 10  # with nine line feeds in between: 4089
    send(ann, ten + ["123456"])
    assert received(ann) == ten + ["123456"]
    send(ann, ten + ["1234567"])
    ann.expect(":{server} FAIL BATCH MULTILINE_MAX_BYTES 4096 :{text}")
    ann.expect_nothing()


def test_the_tags_of_the_opening_line_at_their_limit(server):
    ann = server.user("ann", "#x", caps=CAPS)
    value = "v" * (255 - len("+k="))
    send(ann, ["hello"], tags="@+k=%s " % value)
    ann.expect("@msgid={word};+k=%s :{ann} BATCH +{n} draft/multiline #x" % value, "{*} :hello", ":{server} BATCH -{n}")
    send(ann, ["hello"], tags="@+k=%sv " % value)
    ann.expect(":{server} FAIL BATCH MULTILINE_INVALID :{text}")
    ann.expect_nothing()


def test_four_batches_at_once_and_their_places_are_free_again(server):
    people = [server.user(nick, caps=CAPS) for nick in ("ann", "bob", "eve", "dan", "fay")]
    for client in people[:4]:
        begin(client)
        client.sync()
    begin(people[4])
    people[4].expect(":{server} FAIL BATCH MULTILINE_INVALID :{text}")
    people[4].send("@batch=1 PRIVMSG #x :passed over", "BATCH -1")
    people[4].expect_nothing()
    people[0].send("QUIT")
    people[0].until("ERROR {*}")
    begin(people[4])
    people[4].expect_nothing()
