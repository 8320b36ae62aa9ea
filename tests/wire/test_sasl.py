"""SASL: SCRAM-SHA-256 as a client computes it, long messages in pieces, and passwords that are guessed."""

import base64
import hashlib
import hmac
import time

import pytest

from harness import SLOW

NONCE = "fyko+d2lbbFgONRv9qkxdawL"


def encode(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


def account(server, name, password):
    """A client that registers an account and leaves."""
    client = server.user("maker")
    client.send("REGISTER %s * %s" % (name, password))
    client.until("{*} 900 {*}")
    client.close()


def registered(server, name="ann"):
    return server.user(name, caps=["sasl"])


def digest(key, text):
    return hmac.new(key, text.encode(), "sha256").digest()


class Scram:
    """The client's side of one exchange (RFC 5802)."""

    def __init__(self, client, user, password, header="n,,", nonce=NONCE):
        self.client, self.password, self.header, self.nonce = client, password, header, nonce
        self.bare = "n=%s,r=%s" % (user, nonce)

    def first(self):
        self.client.send("AUTHENTICATE SCRAM-SHA-256")
        self.client.expect("AUTHENTICATE +")
        self.client.send("AUTHENTICATE " + encode(self.header + self.bare))

    def challenge(self):
        self.challenged = base64.b64decode(self.client.line().split(" ")[1]).decode()
        self.fields = dict(field.split("=", 1) for field in self.challenged.split(","))
        assert self.fields["r"].startswith(self.nonce) and len(self.fields["r"]) > len(self.nonce) + 16
        assert self.fields["i"] == "4096"

    def final(self, header=None, nonce=None, spoil=False):
        salted = hashlib.pbkdf2_hmac("sha256", self.password.encode(), base64.b64decode(self.fields["s"]), 4096)
        key = digest(salted, "Client Key")
        final = "c=%s,r=%s" % (encode(header or self.header), nonce or self.fields["r"])
        covered = ",".join([self.bare, self.challenged, final])
        signature = digest(hashlib.sha256(key).digest(), covered)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        if spoil:
            proof = bytes([proof[0] ^ 1]) + proof[1:]
        self.server_signature = digest(digest(salted, "Server Key"), covered)
        self.client.send("AUTHENTICATE " + encode(final + ",p=" + encode(proof)))

    def finish(self):
        verifier = base64.b64decode(self.client.line().split(" ")[1]).decode()
        assert verifier == "v=" + encode(self.server_signature)
        self.client.send("AUTHENTICATE +")


@pytest.mark.parametrize("header", ["n,,", "y,,", "n,a=jilles,"])
def test_scram_proves_both_sides(start, header):
    server = start()
    account(server, "Jilles", "pencil")
    ann = registered(server)
    scram = Scram(ann, "jilles", "pencil", header)
    scram.first()
    scram.challenge()
    scram.final()
    scram.finish()
    ann.expect(":{server} 900 ann ann!~ann@{word} Jilles :{text}")
    ann.expect(":{server} 903 ann :{text}")


@pytest.mark.parametrize("wrong", [{"spoil": True}, {"header": "y,,"}, {"nonce": NONCE}])
def test_a_wrong_proof_fails(start, wrong):
    server = start()
    account(server, "jilles", "pencil")
    ann = registered(server)
    scram = Scram(ann, "jilles", "pencil")
    scram.first()
    scram.challenge()
    scram.final(**wrong)
    ann.expect(":{server} 904 ann :{text}")


def test_a_wrong_password_fails(start):
    server = start()
    account(server, "jilles", "pencil")
    ann = registered(server)
    scram = Scram(ann, "jilles", "millet")
    scram.first()
    scram.challenge()
    scram.final()
    ann.expect(":{server} 904 ann :{text}")


@pytest.mark.parametrize("first", [
    "p=tls-unique,,n=jilles,r=abc", "n,a=bob,n=jilles,r=abc", "n,n=jilles,r=abc", "n,,n=jilles", "n,,n=,r=abc",
    "n,,n=jilles,r=", "n,,n=jilles,r=a b", "n,,n=jilles,r=abc,m=x", "n,,m=x,n=jilles,r=abc", "n,,n=jilles,r=" + "a" * 101,
    "n,,n=jil=2Cles,r=abc", "", "n", "n,", "n,,", "n,,n", "n,a=,n=jilles,r=abc", "n,,n=jilles,r=ab\0c"])
def test_malformed_first_messages_fail(start, first):
    server = start()
    account(server, "jilles", "pencil")
    ann = registered(server)
    ann.send("AUTHENTICATE SCRAM-SHA-256")
    ann.expect("AUTHENTICATE +")
    ann.send("AUTHENTICATE " + (encode(first) or "+"))
    ann.expect(":{server} 904 ann :{text}")


@pytest.mark.parametrize("final", ["", "c=biws", "c=biws,r={r}", "c=biws,r={r},p=", "c=biws,r={r},p=AAAA", "r={r},c=biws,p={p}",
                                   "c=biws,r={r},p={p}{p}", "c=,r={r},p={p}", "c=biws,r={r},x=y,p={p}", "c=!!!!,r={r},p={p}"])
def test_malformed_final_messages_fail(start, final):
    server = start()
    account(server, "jilles", "pencil")
    ann = registered(server)
    scram = Scram(ann, "jilles", "pencil")
    scram.first()
    scram.challenge()
    final = final.replace("{r}", scram.fields["r"]).replace("{p}", encode(bytes(32)))
    ann.send("AUTHENTICATE " + (encode(final) or "+"))
    ann.expect(":{server} 904 ann :{text}")


@pytest.mark.parametrize("length", [97 * 3, 300])
def test_a_long_message_comes_in_pieces(start, length):
    """Exactly 400 bytes, which an empty piece follows, and more."""
    server = start()
    account(server, "foo", "b" * length)
    ann = registered(server)
    text = encode("foo\0foo\0" + "b" * length)
    assert len(text) == 400 or length == 300
    ann.send("AUTHENTICATE PLAIN")
    ann.expect("AUTHENTICATE +")
    ann.send("AUTHENTICATE " + text[:400], "AUTHENTICATE " + (text[400:] or "+"))
    ann.expect(":{server} 900 ann ann!~ann@{word} foo :{text}")
    ann.expect(":{server} 903 ann :{text}")


def test_a_password_in_another_script(start):
    server = start()
    account(server, "foo", "\u00e9" * 100)
    ann = registered(server)
    ann.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + encode("foo\0foo\0" + "\u00e9" * 100))
    ann.expect("AUTHENTICATE +")
    ann.expect(":{server} 900 ann ann!~ann@{word} foo :{text}")
    ann.expect(":{server} 903 ann :{text}")


def test_an_exchange_ends_with_its_connection(start):
    """The next one in that slot begins with nothing."""
    server = start()
    for _ in range(3):
        ann = registered(server)
        ann.send("AUTHENTICATE PLAIN")
        ann.expect("AUTHENTICATE +")
        ann.send("AUTHENTICATE FOO " if _ == 2 else "AUTHENTICATE " + "A" * 400)
        ann.send("QUIT")
        ann.until("ERROR {*}")
        ann.close()
    bob = registered(server, "bob")
    bob.send("AUTHENTICATE FOO")
    bob.expect(":{server} 908 bob {*}")
    bob.expect(":{server} 904 bob :{text}")


@pytest.mark.loopback
def test_guesses_are_slow_and_others_register_meanwhile(start):
    """From one address in 127/8 each password is answered later; another address makes an account within a second."""
    server = start(fair=True)
    account(server, "jilles", "pencil")
    bad = server.client("bad", source="127.0.7.7")
    bad.send("CAP REQ sasl", "NICK bad", "USER b 0 * :b", "CAP END")
    bad.expect("{*} CAP {*}")
    bad.expect_welcome("bad")
    for _ in range(20):
        bad.send("AUTHENTICATE PLAIN", "AUTHENTICATE " + encode("\0jilles\0wrong"))
    bad.until("{*} 904 {*}")
    ann = server.user("ann")
    began = time.monotonic()
    ann.send("REGISTER * * sesame")
    ann.until("{*} 900 {*}")
    assert time.monotonic() - began < 1 * SLOW
