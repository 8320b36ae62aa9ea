# Older ARM boards: Kirkwood plug computers and NAS boxes, and whatever else has an ARM9.
MACHINE = arm-linux-gnueabi
TARGET_CFLAGS = -march=armv5te -mthumb -mfloat-abi=soft
QEMU = qemu-arm
CPUS = arm926
DEB = armel
IPK = arm_arm926ej-s
