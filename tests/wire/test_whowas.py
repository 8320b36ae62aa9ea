"""WHOWAS remembers so many nicks, the newest."""

REMEMBERED = 40     # WHOWAS_MAX in limits.h


def test_the_oldest_whowas_entry_of_one_address_is_replaced(server):
    ann, bob = server.users("ann", "bob")
    for number in range(REMEMBERED + 1):        # gives up bob, n0, ..., the last but one
        bob.send("NICK n%d" % number)
        bob.expect("{*} NICK :n%d" % number)
    for nick, found in [("bob", False), ("n0", True), ("n%d" % (REMEMBERED - 1), True), ("n%d" % REMEMBERED, False)]:
        ann.send("WHOWAS " + nick)
        ann.expect(":{server} %s ann %s {*}" % ("314" if found else "406", nick))
        ann.until(":{server} 369 ann %s :{text}" % nick)


def test_a_whowas_list_as_long_as_the_table(server):
    ann, bob = server.users("ann", "bob")
    for _ in range(REMEMBERED):
        bob.send("NICK wren", "NICK bob")
        bob.expect("{*} NICK :wren", "{*} NICK :bob")
    ann.send("WHOWAS bob")
    lines = ann.until(":{server} 369 ann bob :{text}")
    assert sum(" 314 " in line for line in lines) == REMEMBERED // 2
    ann.send("WHOWAS bob %d" % (REMEMBERED // 2 - 1))
    lines = ann.until(":{server} 369 ann bob :{text}")
    assert sum(" 314 " in line for line in lines) == REMEMBERED // 2 - 1
