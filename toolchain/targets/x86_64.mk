# PCs and thin clients.
MACHINE = x86_64-linux-gnu
QEMU = qemu-x86_64
CPUS = max
DEB = amd64
IPK = x86_64
