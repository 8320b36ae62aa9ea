# Every 32-bit Raspberry Pi from the Zero and the 1 up, and later 32-bit ARM boards. Thumb code takes a fifth less room
# than ARM code. Soft float, and linnet needs none: gcc-arm-linux-gnueabihf would bring a libgcc for ARMv7, which crashes
# on a Zero.
MACHINE = arm-linux-gnueabi
TARGET_CFLAGS = -march=armv6k -mthumb -mfloat-abi=soft
TARGET_SRC = toolchain/targets/armv6_barrier.c
QEMU = qemu-arm
CPUS = arm1176 cortex-a7
DEB = armhf
IPK = arm_cortex-a7
