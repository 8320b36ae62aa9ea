"""Clients connect while others quit: the new owner of a slot inherits nothing from the old one."""

import socket

from harness import HOST, Deadline, wait_until

PLACES = 24
ROUNDS = 800


def connect(server, deadline):
    connection = socket.create_connection((HOST, server.port), timeout=deadline.left())
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def answered(connection, token):
    """Everything up to the PONG; a connection that was cut off ends before it comes."""
    connection.sendall(b"PING :%s\r\n" % token)
    data = b""
    while b"PONG" not in data or not data.endswith(b":%s\r\n" % token):
        piece = connection.recv(65536)
        assert piece, "the connection ended, it had received %r" % data
        data += piece
    return data


def test_clients_that_connect_while_others_quit_stay_connected(server):
    """In each round all quit at once, while as many come; those must be here to stay."""
    deadline = Deadline(60)
    here = [connect(server, deadline) for _ in range(PLACES)]
    for _ in range(ROUNDS):
        for connection in here:
            answered(connection, b"stay")
        for index, connection in enumerate(here):
            connection.sendall(b"QUIT\r\n" if index % 3 else b"")
            if index % 3 == 0:
                connection.close()
        coming = [connect(server, deadline) for _ in range(PLACES)]
        for connection in coming:
            answered(connection, b"come")
        for connection in here:
            connection.close()
        here = coming
    for connection in here:
        connection.close()


def test_every_slot_is_free_after_all_have_quit(server):
    """Neither a place nor a nick is lost, however people leave."""
    for _ in range(20):
        users = [server.client("u%d" % index) for index in range(PLACES)]
        for user in users:
            user.send("NICK " + user.name, "USER u 0 * :u", "JOIN #garden")
        for index, user in enumerate(users):
            [user.close, user.reset, user.shut, lambda: user.send("QUIT")][index % 4]()
        counter = server.user("counter")

        def alone():
            counter.send("LUSERS")
            return " 265 counter 1 " in counter.until("{*} 266 {*}")[-2]

        wait_until(alone, "the others to be gone")
        counter.send("QUIT")
        counter.until("ERROR :{*}")
        counter.expect_closed()
