"""Plain mode: /ban of somebody who is here bans their address, so that another name does not end it."""

import pytest


@pytest.mark.loopback
def test_a_ban_of_somebody_at_another_address_outlasts_their_name(server):
    nat = server.client("nat", plain=True)
    nat.send("nat")
    nat.until("{*}Everything you type{*}")
    pat = server.client("pat", plain=True, source="127.0.0.2")
    pat.send("pat")
    pat.until("{*}Everything you type{*}")
    nat.until("* pat joined #lobby")
    nat.send("/ban pat")
    nat.expect("* nat set mode #lobby +b *!*@127.0.0.2")
    pat.until("-- You may not speak in #lobby for now: {*}")
    pat.send("/nick mat", "may I?")
    pat.expect("* pat is now mat", "-- #lobby: {*}")
    nat.expect("* pat is now mat")
    nat.send("/unban mat")
    nat.expect("* nat set mode #lobby -b *!*@127.0.0.2")
    pat.until("-- You may speak in #lobby now: {*}")
