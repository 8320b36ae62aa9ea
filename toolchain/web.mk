# web.mk: the page in linnetd (WEB=yes): a C file, made of src/web by toolchain/web; with WEB=no it says that there is none.
ifeq ($(filter yes no,$(WEB)),)
$(error WEB=$(WEB) is not known. There is: yes no)
endif

PAGE := $(OUT)/web/page.c
PAGE_OBJ := $(OBJ)/web/page.o
PAGE_FILES := $(wildcard src/web/*)
WEB_LIMITS := $(if $(filter yes,$(WEB)),-DWEB_TEXT=16384)

$(OUT)/web.stamp: export HOLDS = $(WEB) $(PAGE_FILES)
$(PAGE): toolchain/web $(PAGE_FILES) $(OUT)/web.stamp
	@echo "web    $@"
	$(Q)mkdir -p $(@D) && toolchain/web $(if $(filter yes,$(WEB)),src/web) > $@

$(PAGE_OBJ): $(PAGE) $(OUT)/compile.stamp | deps
	@echo "cc     $<"
	$(COMPILE) -MMD -MP -c -o $@ $<
