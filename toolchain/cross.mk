# What all targets with a MACHINE have in common: Debian's cross compiler, gcc-MACHINE, and the pinned musl in a cache of
# its own. BUILD/TARGET/musl points to it there.
#
# A target sets MACHINE, and where it needs them: TARGET_CFLAGS for all code, SMALL_CFLAGS for linnet's own (an encoding
# of the processor's instructions that takes less room, but that musl's assembly does not know), TARGET_LDFLAGS, and how
# its programs run elsewhere: QEMU, and the CPUS that the tests let it be, the first by default. DEB and IPK are its names in
# Debian and OpenWrt, for which packages are made.
ifdef MACHINE
CROSS = $(MACHINE)-
CC = $(abspath $(BUILD)/$(TARGET))/musl/bin/cc
PACKAGES = fetch $(if $(filter $(shell uname -m)-%,$(MACHINE)),build,cross:$(MACHINE))
GET_MUSL = mkdir -p $(BUILD)/$(TARGET) && \
	musl=$$(toolchain/musl $(TARGET) $(CROSS)gcc $(CROSS)ar $(MUSL_CFLAGS) $(TARGET_CFLAGS)) && \
	ln -sfn "$$musl" $(BUILD)/$(TARGET)/musl
MUSL_CFLAGS = -Os -fno-pie

CPU = $(firstword $(CPUS))
EMULATOR = $(if $(filter-out $(shell uname -m)-%,$(MACHINE)),$(QEMU) -cpu $(CPU))
endif
