# dist.mk: what is handed on: archives of the programs for each target, and the table of their sizes.
.PHONY: dist sizes

# Archives are the same, bit by bit, wherever and whenever they are made: see toolchain/dist.
DIST_TARGETS = $(filter-out native,$(TARGETS))
dist: ## make an archive of the programs for each target, and SHA256SUMS, in build/dist
	$(Q)rm -rf $(BUILD)/dist
	$(Q)for target in $(DIST_TARGETS); do \
		$(MAKE) --no-print-directory TARGET=$$target all && \
		toolchain/dist $$target $(VERSION) $(RELEASED) $(BUILD)/$$target $(BUILD)/dist || exit 1; \
	done
	$(Q)cd $(BUILD)/dist && LC_ALL=C sha256sum *.tar.gz > SHA256SUMS && cat SHA256SUMS

sizes: targets ## measure the programs of every target, and put the table into README.md
	@NO_INSTALL='$(NO_INSTALL)' toolchain/install emulator
	@toolchain/sizes $(BUILD) README.md
