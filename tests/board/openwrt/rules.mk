# A stand-in for OpenWrt's rules.mk: what a package's Makefile takes from it, by the same names.
INCLUDE_DIR:=$(TOPDIR)/include
BUILD_DIR:=$(STUB_OUT)/build
BIN_DIR:=$(STUB_OUT)/bin
CP:=cp -fpR
INSTALL_BIN:=install -m0755
INSTALL_DIR:=install -d -m0755
INSTALL_DATA:=install -m0644
INSTALL_CONF:=install -m0600
TARGET_CROSS:=$(STUB_CROSS)
TARGET_CC:=$(STUB_CC)
TARGET_CFLAGS:=-Os -pipe -fno-caller-saves $(STUB_CFLAGS)
TARGET_LDFLAGS:=-znow -zrelro
ARCH_PACKAGES:=$(STUB_ARCH)
