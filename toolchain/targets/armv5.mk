# Older ARM boards: Kirkwood plug computers and NAS boxes, and whatever else has an ARM9.
MACHINE = arm-linux-gnueabi
TARGET_CFLAGS = -march=armv5te -marm -mfloat-abi=soft
SMALL_CFLAGS = -mthumb
QEMU = qemu-arm
CPUS = arm926
