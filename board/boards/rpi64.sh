# shellcheck shell=sh disable=SC2034 # read by board/image and board/boot
# Raspberry Pi, 64 bits. The Pi 5 starts, but this kernel does not know the chip (RP1) that its Ethernet and USB are on.
# vc4 and what it asks the screen by: the console at HDMI, for those who have no serial cable. The 32-bit image has no room.
about='Raspberry Pi 3, 4, 400, CM4 and Zero 2 W, 64 bits'
target=aarch64
systems=v8
firmware='bootcode.bin start_cd.elf fixup_cd.dat start4cd.elf fixup4cd.dat'
v8_kernel='arm64 linux-image-arm64'
v8_modules='bcm2835 sdhci-iproc reset-raspberrypi bcm2835_wdt mdio-bcm-unimac broadcom genet
	phy-generic dwc2 smsc95xx lan78xx microchip smsc cdc_ether cdc_ncm rndis_host r8152 asix ax88179_178a
	i2c-bcm2835 i2c-brcmstb clk-raspberrypi clk-bcm2711-dvp vc4'
v8_gadget='g_ether'
v8_dtb='bcm2837-rpi-*.dtb bcm2711-rpi-*.dtb bcm2712-rpi-*.dtb'
v8_cmdline='console=ttyS1,115200 console=ttyAMA0,115200 console=tty1 quiet panic=10'
qemu='qemu-system-aarch64 -M raspi3b'
qemu_dtb=bcm2837-rpi-3-b.dtb
qemu_net=usb-net
qemu_card='-drive if=sd,format=raw,file=%s'
qemu_serial='-serial null -serial mon:stdio' # its first serial port is wired to Bluetooth
qemu_cmdline='initcall_blacklist=bcm2835_power_driver_init'
