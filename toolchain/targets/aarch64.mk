# 64-bit ARM. A page size of 4 KiB keeps the file from being padded to 64 KiB; the Cortex-A53 of many boards needs the
# linker to work around its erratum 843419.
MACHINE = aarch64-linux-gnu
# linnet ends below 1 MiB, so one instruction reaches everything in it.
WHOLE_TARGET_CFLAGS = -mcmodel=tiny
TARGET_LDFLAGS = -Wl,-z,max-page-size=4096,--fix-cortex-a53-843419
QEMU = qemu-aarch64
CPUS = cortex-a53
