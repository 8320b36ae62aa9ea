# linnet: `make run` starts a chat server on this machine, and `make help` lists everything else.
#
#   TARGET=native   what to build for: a file of toolchain/targets, which is all that a target is
#   CLIENTS=64      how many clients linnetd holds at once; its memory is laid out for them when it is linked
#   NET=posix       whose TCP/IP linnetd speaks: the kernel's, or with NET=lwip its own, on a TAP device
#   WEB=yes         whether the page of src/web is in linnetd, or with WEB=no is not
#   ACCOUNTS=128    how many accounts linnetd has room for; with ACCOUNTS=0 it is built without them
#   BUILD=build     where everything that is built goes: BUILD/TARGET/linnetd and linnet, with .debug copies unstripped
#   ARGS=           options for linnetd (make run) or for pytest (make test, make check), as in ARGS='-k ping'
#   WORKERS=        how many tests run at once: by default two for each processor, as most of them wait
#   NO_INSTALL=1    install nothing; only name the programs that are missing
#   V=1             show the commands
#
# CPPFLAGS, CFLAGS and LDFLAGS are yours: CPPFLAGS=-DMSG_DATA=160 changes a size of src/limits.h.

TARGET = native
CLIENTS = 64
BUILD = build
NET = posix
WEB = yes
ACCOUNTS = 128
CFLAGS = -Os -g
VERSION = 0.1.0
RELEASED = 2026-11-25
PYTHON = /usr/bin/python3
WORKERS = $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))

TARGETS := $(sort $(patsubst toolchain/targets/%.mk,%,$(wildcard toolchain/targets/*.mk)))
ifeq ($(filter $(TARGET),$(TARGETS)),)
$(error TARGET=$(TARGET) is not known. There is: $(TARGETS))
endif
include toolchain/targets/$(TARGET).mk
include toolchain/cross.mk
AR = $(CROSS)ar
NM = $(CROSS)nm
SIZE = $(CROSS)size
STRIP = $(CROSS)strip

OUT := $(BUILD)/$(TARGET)
OBJ := $(OUT)/obj
Q = $(if $(V),,@)
export CC NM SIZE

# A backend of the network is chosen by NET as a whole; the rest of net/ goes into every build.
BACKEND_posix := $(wildcard src/net/*_posix.c)
BACKEND_lwip := $(wildcard src/net/lwip/*.c)
BACKENDS := $(BACKEND_posix) $(BACKEND_lwip)
ifeq ($(BACKEND_$(NET)),)
$(error NET=$(NET) is not known. There is: posix lwip)
endif
# Accounts are whole files, too.
ACCOUNT_SRC := $(wildcard src/chat/account*.c src/server/account/*.c)
ACCOUNTS_OUT := $(if $(filter 0,$(ACCOUNTS)),$(filter-out src/chat/account_none.c,$(ACCOUNT_SRC)),src/chat/account_none.c)
COMMON_SRC := $(wildcard src/base/*.c src/irc/*.c) $(filter-out $(BACKENDS),$(wildcard src/net/*.c))
SERVER_SRC := $(COMMON_SRC) $(BACKEND_$(NET)) $(filter-out $(ACCOUNTS_OUT),$(wildcard src/net/mdns/*.c src/chat/*.c src/server/*.c src/server/*/*.c))
CLIENT_SRC := $(COMMON_SRC) $(wildcard src/client/*.c src/client/*/*.c)
SERVER_OBJ := $(SERVER_SRC:src/%.c=$(OBJ)/%.o)
CLIENT_OBJ := $(CLIENT_SRC:src/%.c=$(OBJ)/%.o)
TARGET_OBJ := $(TARGET_SRC:toolchain/%.c=$(OBJ)/toolchain/%.o)
ALL_OBJ := $(sort $(SERVER_OBJ) $(CLIENT_OBJ))
include toolchain/size.mk
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wframe-larger-than=768
ALL_CPPFLAGS = -iquote src -D_POSIX_C_SOURCE=200809L $(MORE_POSIX) -DCLIENTS=$(CLIENTS) -DACCOUNTS=$(ACCOUNTS) -DVERSION=\"$(VERSION)\" \
	$(NET_LIMITS) $(WEB_LIMITS) $(CPPFLAGS)
ALL_CFLAGS = -std=c11 $(WARNINGS) $(SIZE_CFLAGS) $(TARGET_CFLAGS) $(SMALL_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(SIZE_LDFLAGS) $(TARGET_LDFLAGS) $(LDFLAGS)
COMPILE = $(Q)mkdir -p $(@D) && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)

.PHONY: all targets run clean help deps FORCE
.DELETE_ON_ERROR:

all: $(OUT)/linnetd $(OUT)/linnet ## build the server, linnetd, and the client, linnet (the default)

targets: ## build for every target: each file of toolchain/targets
	$(Q)for target in $(TARGETS); do $(MAKE) --no-print-directory TARGET=$$target all || exit 1; done

run: all ## build, and start the server on ports 6667 and, for browsers, 8067; Ctrl-C ends it
	@exec $(EMULATOR) $(OUT)/linnetd $(if $(findstring --web,$(ARGS)),,--web 8067) $(ARGS)

clean: ## remove what was built for TARGET
	$(Q)rm -rf $(OUT)
	@rmdir $(BUILD) 2>/dev/null || true

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(filter %Makefile %/dist.mk %/board.mk %/tests.mk %/sanitize.mk,$(MAKEFILE_LIST))
	@echo "with any of" && sed -n 's/^#   /  /p' $(filter %Makefile %/dist.mk %/board.mk %/tests.mk %/sanitize.mk,$(MAKEFILE_LIST))

ifeq ($(NET),lwip)
include toolchain/lwip.mk
endif
include toolchain/install.mk toolchain/web.mk

# A stamp holds what its users were built with, so that other flags or files rebuild them.
$(OUT)/compile.stamp: export HOLDS = $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS)
$(OUT)/link.stamp: export HOLDS = $(ALL_LDFLAGS) $(WHOLE_CFLAGS) $(WHOLE_LDFLAGS) $(ALL_OBJ) $(TARGET_OBJ) $(NET_OBJ)
$(OUT)/compile.stamp $(OUT)/link.stamp $(OUT)/web.stamp $(NET_STAMP): FORCE | deps
	@mkdir -p $(@D) && HOLDS="$$HOLDS $$(readlink $(OUT)/musl $(OUT)/lwip-source)"; \
	echo "$$HOLDS" | cmp -s - $@ || echo "$$HOLDS" > $@

$(OBJ)/net/%: private MORE_POSIX = -D_DEFAULT_SOURCE $(NET_CPPFLAGS)

$(ALL_OBJ): $(OBJ)/%.o: src/%.c
$(TARGET_OBJ): $(OBJ)/toolchain/%.o: toolchain/%.c
$(ALL_OBJ) $(TARGET_OBJ): $(OUT)/compile.stamp | deps
	@echo "cc     $(filter %.c,$^)"
	$(COMPILE) -MMD -MP -c -o $@ $(filter %.c,$^)

$(OUT)/linnetd.debug: $(SERVER_OBJ) $(PAGE_OBJ) $(TARGET_OBJ) $(NET_OBJ) $(OUT)/link.stamp
	@echo "link   $(@:.debug=)"
	$(COMPILE) -Wno-frame-larger-than -Wno-maybe-uninitialized -o $@ $(filter %.o,$^) $(ALL_LDFLAGS)

$(OUT)/linnet.debug: private MORE_POSIX = -D_DEFAULT_SOURCE
$(OUT)/linnet.debug: $(CLIENT_OBJ) $(TARGET_OBJ) $(OUT)/link.stamp
	@echo "link   $(@:.debug=)"
	$(COMPILE) $(WHOLE_CFLAGS) -o $@ $(CLIENT_SRC) $(TARGET_OBJ) $(ALL_LDFLAGS) $(WHOLE_LDFLAGS)

$(OUT)/linnetd $(OUT)/linnet: $(OUT)/%: $(OUT)/%.debug
	$(Q)rm -f $@ $(if $(filter %d,$@),&& toolchain/bill $< $(ALL_CPPFLAGS))
	$(Q)$(STRIP) -R .comment -o $@ $<

include toolchain/dist.mk board/board.mk
-include tests/tests.mk # packages for other systems are built without tests

-include $(ALL_OBJ:.o=.d) $(PAGE_OBJ:.o=.d) $(TARGET_OBJ:.o=.d) $(NET_OBJ:.o=.d)
