# The machine that builds. Where the system's own C library is musl (Alpine), its compiler serves as it is.
PACKAGES = build
CC = cc
ifeq ($(findstring musl,$(shell cc -dumpmachine 2>/dev/null)),)
PACKAGES += musl
CC = musl-gcc
endif
