# shellcheck shell=sh disable=SC2034 # read by board/image and board/boot
# virt-arm with a kernel that has no address: linnetd brings TCP/IP of its own, and its device is bridged to the cable.
about="QEMU's virt machine, 32 bits, whose kernel has no address"
target=armv6
net=lwip
systems=arm
arm_kernel='armhf linux-image-armmp'
arm_modules='virtio_mmio virtio_blk virtio_net tun bridge'
arm_cmdline='console=ttyAMA0 quiet panic=10 cma=0 ipv6.disable=1'
qemu='qemu-system-arm -M virt -cpu cortex-a7 -m 64'
qemu_net=virtio-net-device
qemu_card='-drive if=none,id=card,format=raw,file=%s -device virtio-blk-device,drive=card'
