# A stand-in for OpenWrt's include/package.mk: prepares and compiles once, and makes an .ipk of each package that is built.
PKG_BUILD_DIR?=$(BUILD_DIR)/$(PKG_NAME)-$(PKG_VERSION)
$(if $(PKG_NAME),,$(error PKG_NAME is not set))
$(if $(PKG_VERSION),,$(error PKG_VERSION is not set))
$(if $(PKG_RELEASE),,$(error PKG_RELEASE is not set))
$(if $(PKG_LICENSE),,$(error PKG_LICENSE is not set))

.DEFAULT_GOAL:=compile
.PHONY: compile
compile:

$(PKG_BUILD_DIR)/.built:
	$(Build/Prepare)
	$(Build/Compile)
	touch $@

define newline


endef

# The real one demands these of a package's definition, too.
define BuildPackage
$(if $(Package/$(1)),,$$(error Package/$(1) is not defined))
$(if $(findstring TITLE:=,$(Package/$(1))),,$$(error Package/$(1) has no TITLE))
$(if $(findstring SECTION:=,$(Package/$(1))),,$$(error Package/$(1) has no SECTION))
$(if $(Package/$(1)/install),,$$(error Package/$(1)/install is not defined))
compile: $(1)-ipk
.PHONY: $(1)-ipk
$(1)-ipk: $(PKG_BUILD_DIR)/.built
	rm -rf $(STUB_OUT)/root-$(1)
	mkdir -p $(STUB_OUT)/root-$(1)
	$(subst $(newline),$(newline)	,$(call Package/$(1)/install,$(STUB_OUT)/root-$(1)))
	$(STUB_IPK) $(1) $(PKG_VERSION)-$(PKG_RELEASE) $(ARCH_PACKAGES) $(STUB_OUT)/root-$(1) $(BIN_DIR) $(strip $(Package/$(1)/conffiles))
endef
