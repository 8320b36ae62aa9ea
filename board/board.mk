# board.mk: cards for boards, and packages. Included by the Makefile.
#
#   BOARD=virt-arm  which board's image: a file of board/boards
#   CHECKED=all     the boards that `make check-boards` boots, as in CHECKED='virt-arm rpi'
#   PORT=6667       where `make boot` has the chat, on 127.0.0.1

BOARD = virt-arm
PORT = 6667
BOARDS := $(sort $(patsubst board/boards/%.sh,%,$(wildcard board/boards/*.sh)))
ifneq ($(filter image boot,$(MAKECMDGOALS)),)
ifeq ($(filter $(BOARD),$(BOARDS)),)
$(error BOARD=$(BOARD) is not known. There is: $(BOARDS))
endif
endif

IMAGES := $(BUILD)/boards
image_of = $(IMAGES)/$(1)/linnet-$(1).img
target_of = $(shell sed -n 's/^target=//p' board/boards/$(1).sh)
net_of = $(or $(shell sed -n 's/^net=//p' board/boards/$(1).sh),posix)
# The folder of its programs. One with another network has a BUILD of its own, beside that of everybody else's programs.
build_of = $(BUILD)$(filter-out /net-posix,/net-$(call net_of,$(1)))
programs_of = $(call build_of,$(1))/$(call target_of,$(1))
strip_of = $(shell sed -n 's/^MACHINE *= *//p' toolchain/targets/$(call target_of,$(1)).mk)-strip
BOARD_FILES := $(shell find board/system board/lwip board/card board/boards board/image board/fetch -type f)

.PHONY: image boot check-boards deb ipk board-programs

image: $(call image_of,$(BOARD)).xz ## make the image of a card: build/boards/BOARD/linnet-BOARD.img, and .img.xz

boot: $(call image_of,$(BOARD)) ## make the image, and start it under QEMU with the chat on 127.0.0.1:PORT
	@NO_INSTALL='$(NO_INSTALL)' toolchain/install boards
	@echo "The chat will be at 127.0.0.1:$(PORT). To end it, type off and Enter, or Ctrl-A x."
	@board/boot $(BOARD) $< $(PORT)

# What an image holds of ours, for TARGET.
board-programs: $(OUT)/linnetd $(OUT)/linnet $(OUT)/busybox $(OUT)/fatcat
$(OUT)/fatcat: board/fatcat.c $(OUT)/compile.stamp $(OUT)/link.stamp | deps
	@echo "cc     $<"
	$(COMPILE) -Werror -fno-lto -o $@ $< $(ALL_LDFLAGS)
	$(Q)$(STRIP) -R .comment $@
$(OUT)/busybox: board/busybox board/busybox.config toolchain/sources $(OUT)/link.stamp | deps
	$(Q)program=$$(BUILD='$(BUILD)' TARGET_CFLAGS='$(TARGET_CFLAGS)' board/busybox $(TARGET)) && cp "$$program" $@

# The images that are booted by `make check-boards`; all of them take ten minutes.
CHECKED = $(BOARDS)
# Where boots are timed, and QEMU plays boards whose USB does not bear to wait, nothing else runs; of the other tests
# each processor has one at a time. A test that failed gets a second chance: QEMU may starve beside others.
ALONE = tests/board/whole/test_boot.py
BOOTS_AT_ONCE = $(shell getconf _NPROCESSORS_ONLN)
check-boards: all deb $(foreach board,$(sort virt-arm virt-arm-lwip $(CHECKED)),$(call image_of,$(board)).xz) ## boot every board's image under QEMU, chat, cut the power
	@NO_INSTALL='$(NO_INSTALL)' toolchain/install boards check emulator browser
	@NO_INSTALL='$(NO_INSTALL)' toolchain/npm $(OUT)/npm
	@cd $(OUT) && export LINNET=$$PWD/linnet NODE_PATH=$$PWD/npm/node_modules && cd '$(CURDIR)' && export SRC='$(CURDIR)' IMAGES='$(abspath $(IMAGES))' DEBS='$(abspath $(BUILD)/deb)' \
	BOARDS='$(CHECKED)' PYTHONDONTWRITEBYTECODE=1 && \
	{ $(PYTHON) -m pytest --reruns 1 -rR $(ALONE) $(ARGS) || [ $$? -eq 5 ]; } && \
	$(PYTHON) -m pytest -n $(BOOTS_AT_ONCE) --dist loadfile --reruns 1 -rR tests/board/whole --ignore=$(ALONE) $(ARGS)

# NAME=TARGET for each name that the targets' files give: DEB is Debian's name of the architecture whose machines all run the
# target's programs, IPK are OpenWrt's.
packages_of = $(foreach target,$(TARGETS),$(patsubst %,%=$(target),$(shell sed -n 's/^$(1) *= *//p' toolchain/targets/$(target).mk)))
deb: ## make the Debian packages linnetd and linnet, in build/deb
	@NO_INSTALL='$(NO_INSTALL)' toolchain/install deb
	$(Q)for pair in $(call packages_of,DEB); do \
		$(MAKE) --no-print-directory TARGET=$${pair#*=} all && \
		VERSION='$(VERSION)' board/debian/build $${pair%=*} $(BUILD)/$${pair#*=} $(BUILD)/deb || exit 1; \
	done

ipk: ## make OpenWrt packages of the static programs, in build/ipk
	$(Q)for pair in $(call packages_of,IPK); do \
		$(MAKE) --no-print-directory TARGET=$${pair#*=} all && \
		board/openwrt/static $(BUILD)/$${pair#*=} $(VERSION) $${pair%=*} $(BUILD)/ipk || exit 1; \
	done

define image_rules
$(IMAGES)/$(1)/programs: FORCE
	@NO_INSTALL='$(NO_INSTALL)' toolchain/install board
	@$$(MAKE) --no-print-directory BUILD=$(call build_of,$(1)) NET=$(call net_of,$(1)) TARGET=$(call target_of,$(1)) board-programs
	@mkdir -p $$(@D) && cat $(addprefix $(programs_of)/,linnetd busybox fatcat) | cmp -s - $$@ || \
	cat $(addprefix $(programs_of)/,linnetd busybox fatcat) > $$@

$(call image_of,$(1)): $(IMAGES)/$(1)/programs $(BOARD_FILES)
	@echo "image  $$@"
	$(Q)VERSION='$(VERSION)' STRIP=$(call strip_of,$(1)) board/image $(1) $(programs_of) $$(@D)
endef
$(foreach board,$(BOARDS),$(eval $(call image_rules,$(board))))

$(IMAGES)/%.img.xz: $(IMAGES)/%.img
	$(Q)xz --lzma2=preset=9e,lc=1,lp=2 -T1 -kf $<
	@ls -l $< $@
