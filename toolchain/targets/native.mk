# The machine that builds. Where the system's own C library is musl (Alpine), its compiler serves as it is.
ifeq ($(findstring musl,$(shell cc -dumpmachine 2>/dev/null)),)
CC = musl-gcc
PACKAGES = build musl
else
CC = cc
PACKAGES = build libc
endif
