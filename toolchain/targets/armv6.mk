# Every 32-bit Raspberry Pi from the Zero and the 1 up, and later 32-bit ARM boards. Soft float, of which linnet needs
# none: gcc-arm-linux-gnueabihf would bring a libgcc for ARMv7, which crashes on a Zero.
MACHINE = arm-linux-gnueabi
TARGET_CFLAGS = -march=armv6k -marm -mfloat-abi=soft
SMALL_CFLAGS = -mthumb
QEMU = qemu-arm
CPUS = arm1176 cortex-a7
