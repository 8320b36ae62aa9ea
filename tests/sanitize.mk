# make fuzz and make sanitize: the sources under compilers that watch what they do. Neither is part of make check, which
# gives the fuzzers' corpus to the same harnesses as they are built for the target.
#
#   SECONDS=60      make fuzz: how long each harness looks for new inputs
#   HARNESSES=      make fuzz: which harnesses; by default all
#   SANITIZE=       make sanitize: address (with undefined), thread, or both, which is the default

SECONDS = 60
SANITIZE = address thread

# Each harness is one file and what stands here: further sources, objects that come before the archive, functions that
# it puts in place of the program's own.
SOURCES_commands = tests/fuzz/net_fuzz.c
WRAP_commands = clock_ms clock_wall_ms random_number slot_stack_check chat_wait textfile_read kept_file_open
FIRST_files = server/config/options.o server/config/setting_table.o server/config/settings.o
WRAP_files = textfile_read textfile_first_line kept_file_open motd_open
HARNESS_SRC = tests/fuzz/$(@F).c $(SOURCES_$(@F))
HARNESS_LINK = $(foreach f,$(WRAP_$(@F)),-Wl,--wrap=$f)
HARNESS_DEPS = $(wildcard tests/fuzz/*.[ch])

# What check replays the corpus with.
$(FUZZ): $(HARNESS_DEPS) $(OUT)/linnet.a
	@echo "cc     $(HARNESS_SRC)"
	$(COMPILE) $(STRICT) -fno-lto -Wno-frame-larger-than -iquote tests/fuzz -o $@ $(HARNESS_SRC) tests/fuzz/replay.c \
		$(FIRST_$(@F):%=$(OBJ)/%) $(OUT)/linnet.a $(HARNESS_LINK) $(ALL_LDFLAGS)

# The same with clang's libFuzzer, and with the sanitizers for addresses and undefined behaviour.
CLANG := $(OUT)/clang
WATCHED = -std=gnu11 -g -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all -D_GNU_SOURCE -DBUDGET_BASE=1000000000
CLANG_OBJ := $(patsubst src/%.c,$(CLANG)/obj/%.o,$(sort $(COMMON_SRC) $(CLIENT_SRC) $(filter-out $(BACKEND_lwip),$(SERVER_SRC))))
CLANG_COMPILE = $(Q)mkdir -p $(@D) && clang $(filter-out -D_POSIX_C_SOURCE=200809L,$(ALL_CPPFLAGS)) $(WATCHED)
$(CLANG_OBJ): $(CLANG)/obj/%.o: src/%.c | deps
	@echo "clang  $<"
	$(CLANG_COMPILE) -Wno-macro-redefined -fsanitize=fuzzer-no-link,address,undefined -MMD -MP -c -o $@ $<

$(CLANG)/obj/web/page.o: $(PAGE) | deps
	$(CLANG_COMPILE) -c -o $@ $<

$(CLANG)/linnet.a: $(filter-out %/main.o,$(CLANG_OBJ)) $(CLANG)/obj/web/page.o
	$(Q)rm -f $@ && ar qcs $@ $^

# What the harness itself does is not what the fuzzer is to explore.
$(CLANG)/harness/%.o: tests/fuzz/%.c $(HARNESS_DEPS) | deps
	@echo "clang  $<"
	$(CLANG_COMPILE) -fsanitize=address,undefined -iquote tests/fuzz -c -o $@ $<

$(CLANG)/commands: $(CLANG)/harness/net_fuzz.o
$(HARNESSES:%=$(CLANG)/%): $(CLANG)/%: $(CLANG)/harness/%.o $(CLANG)/linnet.a
	$(CLANG_COMPILE) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.o,$^) $(FIRST_$*:%=$(CLANG)/obj/%) \
		$(CLANG)/linnet.a $(HARNESS_LINK) -lpthread

fuzz: $(HARNESSES:%=$(CLANG)/%) ## look for inputs that break the harnesses of tests/fuzz, SECONDS=60 for each of them
	@PYTHONDONTWRITEBYTECODE=1 tests/fuzz/fuzz $(CLANG) $(SECONDS) $(HARNESSES)

# linnetd with one of the sanitizers, on the system's own C library, and the tests that talk to it. Client threads need
# more stack then.
SANITIZERS_address = address,undefined
SANITIZERS_thread = thread
sanitize: $(SANITIZE:%=$(OUT)/sanitize/$(NET)-%/linnetd) ## run the tests of the wire with the sanitizers of the compiler
	@for kind in $(SANITIZE); do \
		echo "== $$kind" && path=$(abspath $(OUT))/sanitize/$(NET)-$$kind/linnetd && LINNETD=$$path LINNETD_DEBUG=$$path \
		EMULATOR="env ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1" \
		PYTHONDONTWRITEBYTECODE=1 $(SANITIZE_RUN_$(NET)) $(ARGS) || exit 1; \
	done
SANITIZE_RUN_posix = $(PYTHON) -m pytest -q -n $(WORKERS) --dist loadfile tests/wire tests/fuzz tests/load \
	--ignore=tests/fuzz/test_corpus.py
# The devices are there once, so tests run one after the other. Those of pools build programs of their own.
SANITIZE_RUN_lwip = tests/lwip/on-taps $(PYTHON) -m pytest -q -m 'not loopback' tests/lwip tests/wire \
	--ignore=tests/lwip/test_pools.py

$(OUT)/sanitize/$(NET)-%/linnetd: $(SERVER_SRC) $(PAGE) $(wildcard src/*.h src/*/*.h src/*/*/*.h src/*/*.def src/*/*/*.def) | deps
	@echo "cc     $@"
	$(Q)mkdir -p $(@D) && cc $(filter-out -D_POSIX_C_SOURCE=200809L,$(ALL_CPPFLAGS)) $(WATCHED) -DSLOT_STACK=2097152 -DLOG_STACK=1048576 -DSANDBOX=0 \
		-fsanitize=$(SANITIZERS_$*) $(NET_WATCHED) -o $@ $(filter %.c,$^) $(NET_SRC) -lpthread

.PHONY: fuzz sanitize
-include $(CLANG_OBJ:.o=.d)
