# install.mk: installs what a build needs: `deps`, on which everything waits that is built.

# What must be installed: the target's own groups of toolchain/packages, and those of the goals. With NO_INSTALL, when
# something is missing, that is all there is to say: -q keeps make from going on, and lets it exit with 1.
INSTALL = NO_INSTALL='$(NO_INSTALL)' toolchain/install $(PACKAGES) $(filter check test bench fuzz sanitize,$(MAKECMDGOALS)) \
	$(if $(filter bench-instructions,$(MAKECMDGOALS)),bench instructions) \
	$(if $(filter bench-plot,$(MAKECMDGOALS)),bench instructions plot) \
	$(and $(EMULATOR),$(filter run check test unit bench-net,$(MAKECMDGOALS)),emulator) \
	$(and $(filter native,$(TARGET)),$(filter check,$(MAKECMDGOALS)),browser)
ifneq ($(and $(NO_INSTALL),$(filter-out clean help,$(or $(MAKECMDGOALS),all))),)
ifneq ($(shell $(INSTALL) >&2 || echo missing),)
MAKEFLAGS += -q
endif
endif
deps:
	@$(INSTALL)
	$(if $(MACHINE),$(Q)$(GET_MUSL))
	$(if $(GET_LWIP),$(Q)$(GET_LWIP))
