# 64-bit RISC-V boards.
MACHINE = riscv64-linux-gnu
QEMU = qemu-riscv64
CPUS = rv64
DEB = riscv64
IPK = riscv64_riscv64
