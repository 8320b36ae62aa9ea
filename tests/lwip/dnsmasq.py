"""dnsmasq as the DHCP server."""

import os
import subprocess

from harness import tool


class Dnsmasq:
    """The DHCP server on tap0."""

    def __init__(self, directory, *options):
        leases = os.path.join(str(directory), "leases")
        self.process = subprocess.Popen(
            [tool("dnsmasq"), "--no-daemon", "--conf-file=/dev/null", "--port=0", "--interface=tap0", "--bind-interfaces",
             "--dhcp-leasefile=" + leases, "--log-dhcp", "--user=root", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()
