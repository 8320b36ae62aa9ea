"""The page that a board serves, in a browser on this machine."""

import os
import sys

from harness import HOST, SRC, Client
from machine import Machine, card, free_port

sys.path.append(os.path.join(SRC, "tests", "web"))
from browser import Browser, Phone      # noqa: E402: it is in the folder of the page's tests


def test_a_phone_beside_a_board_chats_with_nc(tmp_path):
    web = free_port()
    chat = free_port()
    with Machine("virt-arm", card("virt-arm", tmp_path), net="user,id=net,restrict=on,hostfwd=tcp:%s:%d-:6667,"
                 "hostfwd=tcp:%s:%d-:80" % (HOST, chat, HOST, web)) as machine:
        machine.port = chat
        machine.wait_for_chat()
        nc = Client(machine, "nc", plain=True)
        nc.send("nina")
        browser = Browser()
        try:
            phone = Phone(browser, "http://%s:%d/" % (HOST, web)).enter("finch")
            nc.send("hello from nc")
            phone.sees("hello from nc")
            phone.say("hello from a phone")
            phone.confirmed()
            nc.until("{*}finch{*}hello from a phone{*}")
            assert "error" not in [kind for kind, _ in browser.call(0, "events")]
        finally:
            browser.close()
