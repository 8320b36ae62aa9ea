# shellcheck shell=sh disable=SC2034 # read by board/image and board/boot
# QEMU's 64-bit ARM machine without a model.
about="QEMU's virt machine, 64 bits"
target=aarch64
systems=arm64
arm64_kernel='arm64 linux-image-cloud-arm64'
arm64_modules='virtio_mmio virtio_blk virtio_net'
arm64_cmdline='console=ttyAMA0 quiet panic=10 cma=0'
qemu='qemu-system-aarch64 -M virt -cpu cortex-a53 -m 128'
qemu_net=virtio-net-device
qemu_card='-drive if=none,id=card,format=raw,file=%s -device virtio-blk-device,drive=card'
