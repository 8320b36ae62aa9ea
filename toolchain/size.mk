# size.mk: the flags that keep the programs small, and how much they save.

# Link-time optimization saves 3 to 5 % of the room; fat objects serve as well where it is off, in the unit tests. It
# merges frames, so that only what is compiled file by file says whose are large.
LTO := -flto -flto-partition=one -ffat-lto-objects

# The stack protector guards functions with arrays of characters; -strong would guard a fifth more for 3 % of the room.
# Texts that are the same, or the end of another, are kept once even where they are arrays, as the numerics' are.
# Position-independent code would cost room, and musl leaves the relocated constants of a static program writable:
# linked to a fixed address, all tables with pointers are read-only instead. Unwind tables serve only C++ and debuggers.
SIZE_CFLAGS = -fno-pie -ffunction-sections -fdata-sections -fstack-protector \
	-fno-asynchronous-unwind-tables -fno-unwind-tables -fmerge-all-constants $(LTO)

# Code, constants and data follow each other in the file without a gap: a page may be mapped twice, as code and as data.
SIZE_LDFLAGS = -static -no-pie -Wl,--gc-sections,--build-id=none,-z,noexecstack,-z,relro,-z,now \
	-Wl,-z,noseparate-code,-z,common-page-size=64

# The client may have 80 KiB on every target, so it is compiled as a whole, with flags that save 2.2 KB more: without them,
# aarch64 has 192 bytes left. A static program has next to nothing that relro could protect, and its padding is up to a page.
WHOLE_CFLAGS = -fno-fat-lto-objects -fno-inline-small-functions -fno-thread-jumps -fno-tree-loop-im -fno-shrink-wrap \
	-fno-tree-dominator-opts -fno-guess-branch-probability -Wno-frame-larger-than $(WHOLE_TARGET_CFLAGS)
WHOLE_LDFLAGS = -Wl,-z,norelro $(WHOLE_TARGET_LDFLAGS)

# What every message passes is compiled for speed, where CFLAGS asks for small code.
HOT := chat/event chat/msg chat/outq server/conn/flush
HOT_OBJ := $(HOT:%=$(OBJ)/%.o) $(HOT:%=$(OBJ)/%.strict)
$(HOT_OBJ): private override CFLAGS := $(CFLAGS:-Os=-O2 -fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels -fno-tree-vectorize)
