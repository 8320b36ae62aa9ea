# Big-endian MIPS routers: Atheros and Qualcomm ath79. They have no floating point unit.
MACHINE = mips-linux-gnu
TARGET_CFLAGS = -march=mips32r2 -msoft-float -mno-abicalls
SMALL_CFLAGS = -mips16
TARGET_LDFLAGS = -Wl,-z,max-page-size=4096,-z,norelro,--no-warn-mismatch
QEMU = qemu-mips
CPUS = 24Kc
IPK = mips_24kc
