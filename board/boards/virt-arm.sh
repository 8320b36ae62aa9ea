# shellcheck shell=sh disable=SC2034 # read by board/image and board/boot
# QEMU's 32-bit ARM machine without a model: the smallest system, and the one for trying things out.
about="QEMU's virt machine, 32 bits"
target=armv6
systems=arm
arm_kernel='armhf linux-image-armmp'
arm_modules='virtio_mmio virtio_blk virtio_net'
arm_cmdline='console=ttyAMA0 quiet panic=10 cma=0'
qemu='qemu-system-arm -M virt -cpu cortex-a7 -m 64'
qemu_net=virtio-net-device
qemu_card='-drive if=none,id=card,format=raw,file=%s -device virtio-blk-device,drive=card'
