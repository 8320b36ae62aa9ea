# shellcheck shell=sh disable=SC2034 # read by board/image and board/boot
# Raspberry Pi, 32 bits: one card for two kernels, for the Zero and the 1 have ARMv6 processors and the others ARMv7.
# The firmware chooses by the model (config.txt). Pi 4 has no Ethernet with these kernels: rpi64 is for it.
# The screen is the firmware's: vc4 and what it needs would be another megabyte.
about='Raspberry Pi Zero, Zero W, 1, 2 and 3, 32 bits'
target=armv6
systems='v6 v7'
firmware='bootcode.bin start_cd.elf fixup_cd.dat'
screen=firmware
#
# With two kernels there is little room (12 MB as xz): each has the drivers of the Ethernet that is on its boards, and v6,
# for the Zero and the A, which have none, also that of the most common USB adapters. rpi64 has more of them.
card='bcm2835'
v6_kernel='armel linux-image-rpi'
v6_modules="$card dwc2 smsc95xx smsc cdc_ether r8152"
v6_dtb='bcm2835-rpi-[abz]*.dtb'
v6_cmdline='console=ttyS1,115200 console=ttyAMA0,115200 console=tty1 quiet panic=10'
v7_kernel='armhf linux-image-armmp'
v7_modules="$card bcm2835_wdt phy-generic dwc2 smsc95xx smsc lan78xx microchip"
v7_dtb='bcm2836-rpi-2-*.dtb bcm2837-rpi-3-*.dtb'
v7_cmdline=$v6_cmdline
qemu='qemu-system-arm -M raspi0'
qemu_dtb=bcm2835-rpi-zero.dtb
qemu_net=usb-net
qemu_card='-drive if=sd,format=raw,file=%s'
qemu_cmdline='initcall_blacklist=bcm2835_power_driver_init'
