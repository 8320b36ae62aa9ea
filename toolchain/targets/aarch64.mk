# 64-bit ARM. A page size of 4 KiB keeps the file from being padded to 64 KiB; the Cortex-A53 of many boards needs the
# linker to work around its erratum 843419.
MACHINE = aarch64-linux-gnu
# Frame pointers are this compiler's default, for debuggers that have no debug information. There is no floating point,
# so functions with `...` need not save its registers.
SMALL_CFLAGS = -fomit-frame-pointer -mgeneral-regs-only
# linnet ends below 1 MiB, so one instruction reaches everything in it. Without this it has 84 KB, and may have 80 KiB.
WHOLE_TARGET_CFLAGS = -mcmodel=tiny
# The same for the erratum: without this, now and then, when an instruction happens to lie where it matters, the linker
# makes room for code around it, and the file grows by a page.
WHOLE_TARGET_LDFLAGS = -Wl,--fix-cortex-a53-843419=adr
TARGET_LDFLAGS = -Wl,-z,max-page-size=4096,--fix-cortex-a53-843419
QEMU = qemu-aarch64
CPUS = cortex-a53
DEB = arm64
IPK = aarch64_cortex-a53 aarch64_generic
