# Little-endian MIPS routers: MediaTek MT7621, MT7628 and their kin. They have no floating point unit.
MACHINE = mipsel-linux-gnu
TARGET_CFLAGS = -march=mips32r2 -msoft-float -mno-abicalls
SMALL_CFLAGS = -mips16
TARGET_LDFLAGS = -Wl,-z,max-page-size=4096,-z,norelro,--no-warn-mismatch
QEMU = qemu-mipsel
CPUS = 24KEc
IPK = mipsel_24kc
