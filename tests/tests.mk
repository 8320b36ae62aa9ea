# tests.mk: what tests and measures linnet. The Makefile includes it where there is a folder of tests, which OpenWrt's and
# other packages leave out. sanitize.mk has what takes another compiler.

UNIT := $(patsubst tests/unit/%.c,$(OUT)/unit/%,$(wildcard tests/unit/*.c))
BENCH := $(OUT)/bench/load $(OUT)/bench/floor
HARNESSES := answers client commands files lines mdns shown words
FUZZ := $(HARNESSES:%=$(OUT)/fuzz/%)
STRICT = $(if $(filter check,$(MAKECMDGOALS)),-Werror)

.PHONY: test check check-targets check-processors unit bench bench-instructions bench-plot bench-net

# Runs pytest with what the tests need to know. An emulated processor may starve beside others, so there a test that
# failed gets a second chance, and the closing lines say so; a native test that needs one is a fault.
PYTEST = cd $(OUT) && export LINNETD=$$PWD/linnetd LINNETD_DEBUG=$$PWD/linnetd.debug LINNET=$$PWD/linnet \
	LINNET_DEBUG=$$PWD/linnet.debug UNIT_DIR=$$PWD/unit FUZZ_DIR=$$PWD/fuzz NODE_PATH=$$PWD/npm/node_modules EMULATOR='$(EMULATOR)' \
	SRC='$(CURDIR)' PYTHONDONTWRITEBYTECODE=1 && cd "$$SRC" && \
	$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile $(if $(EMULATOR),--reruns 1 -rR)

# The tests that tell most in least time; tests/left_out names those of them that take long (`quick`).
QUICK_TESTS = tests/unit tests/wire $(wildcard tests/e2e/test_client*.py) \
	$(patsubst %,tests/gates/test_%.py,layout includes coverage manpages)
test: all $(UNIT) | deps ## the quick tests, for this machine only: what to run while you work; ARGS='-k topic' takes seconds
	@QUICK=1 && export QUICK && $(PYTEST) -q $(QUICK_TESTS) $(ARGS)

# Without a TARGET, the tests run for this machine and for one of each kind that differs: 32 bits, 64 bits, big endian.
CHECK_TARGETS = native armv6 aarch64 mips
ifneq ($(origin TARGET),command line)
check: ## test native and the shipped programs of armv6, aarch64 and mips under QEMU; with TARGET=, only that one
	$(Q)for target in $(CHECK_TARGETS); do \
		echo "== $$target" && BRIEF=1 $(MAKE) --no-print-directory TARGET=$$target check || exit 1; \
	done
else
check: all $(UNIT) $(FUZZ) $(BENCH) $(ALL_OBJ:.o=.strict) | deps
	@toolchain/npm $(OUT)/npm
	@$(PYTEST) tests --ignore=tests/board/whole $(ARGS)
endif

check-targets: ## run all tests for every target, and on every processor that it names
	$(Q)for target in $(TARGETS); do \
		$(MAKE) --no-print-directory TARGET=$$target check-processors || exit 1; \
	done
check-processors:
	$(Q)for cpu in $(if $(EMULATOR),$(CPUS),this-machine); do \
		echo "== $(TARGET) on $$cpu" && $(MAKE) --no-print-directory TARGET=$(TARGET) CPU=$$cpu check || exit 1; \
	done

unit: $(UNIT) ## build and run only the unit tests
	@for test in $(UNIT); do echo "$$test"; $(EMULATOR) $$test || exit 1; done

bench: all $(BENCH) ## measure linnetd against bare sending and other servers; takes about three minutes
	$(Q)for n in 128 512 1024; do $(MAKE) --no-print-directory BUILD=$(OUT)/clients-$$n CLIENTS=$$n all || exit 1; done
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/bench.py $(OUT)

bench-instructions: ## count the instructions of linnetd beside those of other servers; takes about two minutes
	$(Q)$(MAKE) --no-print-directory BUILD=$(OUT)/clients-128 CLIENTS=128 all
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/instructions.py $(OUT)

bench-plot: $(BENCH) ## draw tests/bench/growth.png: what 2 to 2,000 readers cost; takes about eight minutes
	$(Q)for n in 128 512 2048; do \
		$(MAKE) --no-print-directory BUILD=$(OUT)/clients-$$n CLIENTS=$$n $(OUT)/clients-$$n/$(TARGET)/linnetd || exit 1; done
	@PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tests/bench/growth.py $(OUT) tests/bench/growth.png

bench-net: $(BENCH) ## measure linnetd on lwIP (NET=lwip) beside linnetd on the kernel's sockets
	$(Q)for net in posix lwip; do \
		$(MAKE) --no-print-directory BUILD=$(OUT)/net-$$net NET=$$net CLIENTS=32 all || exit 1; done
	@EMULATOR='$(EMULATOR)' PYTHONDONTWRITEBYTECODE=1 tests/lwip/on-taps $(PYTHON) tests/bench/bench_net.py $(OUT)

# The sources once more for `make check`: a compiler that knows new warnings must not stop those who only build.
$(ALL_OBJ:.o=.strict): $(OBJ)/%.strict: src/%.c $(OBJ)/%.o
	$(COMPILE) -Werror -c -o $@ $<

# Unit tests take from this archive what they need: every object but the two main programs.
$(OUT)/linnet.a: $(filter-out %/main.o,$(ALL_OBJ)) $(PAGE_OBJ) $(TARGET_OBJ) $(NET_OBJ) $(OUT)/link.stamp
	$(Q)rm -f $@ && $(AR) qcs $@ $(filter %.o,$^)

$(UNIT): $(OUT)/unit/%: tests/unit/%.c $(OUT)/linnet.a
	@echo "cc     $<"
	$(COMPILE) $(STRICT) -fno-lto -Wno-frame-larger-than -MMD -MP -MF $@.d -o $@ $< $(or $(FOLDERS_ONLY),$(OUT)/linnet.a) $(ALL_LDFLAGS) \
		$(if $(FOLDERS_ONLY),-Wl$(comma)--no-gc-sections)

# These are linked with all objects of the folders named here and with nothing else, which shows that no function of
# client/tty and client/conn needs what stands above them. The second one includes session.c itself.
comma := ,
objects_of = $(foreach folder,$1,$(filter $(OBJ)/$(folder)/%,$(CLIENT_OBJ)))
$(OUT)/unit/client_terminal: private FOLDERS_ONLY = $(call objects_of,client/tty client/text irc base)
$(OUT)/unit/client_session: private FOLDERS_ONLY = $(filter-out %/session.o,$(call objects_of,client/conn client/text irc net base))

# These measure: they may be large, and count with fractions.
$(BENCH): private SMALL_CFLAGS =
$(BENCH): $(OUT)/bench/%: tests/bench/%.c $(OUT)/compile.stamp | deps
	@echo "cc     $<"
	$(COMPILE) -O2 -fno-lto -D_DEFAULT_SOURCE $(STRICT) -Wno-frame-larger-than -MMD -MP -MF $@.d -o $@ $< $(ALL_LDFLAGS)

include tests/sanitize.mk
-include $(UNIT:=.d) $(BENCH:=.d)
