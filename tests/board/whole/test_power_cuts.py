"""Cutting the power at any moment of a boot, or after it, changes nothing on the card."""

import random
import time

from machine import Machine, card, digest, image_of


def test_twenty_power_cuts_change_nothing(tmp_path, measured):
    image = card("virt-arm", tmp_path)
    before, moments = digest(image), random.Random()
    with Machine("virt-arm", image) as machine:
        whole = machine.wait_for_chat()
    for _ in range(20):
        with Machine("virt-arm", image) as machine:
            time.sleep(moments.uniform(0.1, whole * 1.3))
            machine.kill()
        assert digest(image) == before, "the card was written to"
    with Machine("virt-arm", image) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, by DHCP")
        assert " ! " not in machine.console.screen()
    assert digest(image) == before == digest(image_of("virt-arm"))
    measured("virt-arm: power cuts survived", 20)
