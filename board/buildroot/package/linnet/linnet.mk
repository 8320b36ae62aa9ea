################################################################################
#
# linnet
#
################################################################################

LINNET_VERSION = 0.1.0
# The source is the tree that this external tree lies in.
LINNET_SITE = $(BR2_EXTERNAL_LINNET_PATH)/../..
LINNET_SITE_METHOD = local
LINNET_LICENSE = ISC
LINNET_LICENSE_FILES = LICENSE
LINNET_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude build

define LINNET_BUILD_CMDS
	$(TARGET_MAKE_ENV) $(MAKE) -C $(@D) TARGET=native PACKAGES=build NO_INSTALL=1 VERSION=$(LINNET_VERSION) \
		CC="$(TARGET_CC)" CROSS="$(TARGET_CROSS)" CFLAGS="$(TARGET_CFLAGS)" \
		CLIENTS=$(BR2_PACKAGE_LINNET_CLIENTS) all
endef

define LINNET_INSTALL_TARGET_CMDS
	$(INSTALL) -D -m 0755 $(@D)/build/native/linnetd $(TARGET_DIR)/usr/sbin/linnetd
	$(INSTALL) -D -m 0755 $(@D)/build/native/linnet $(TARGET_DIR)/usr/bin/linnet
	$(INSTALL) -D -m 0644 $(@D)/board/service/linnetd.conf $(TARGET_DIR)/etc/linnet/linnetd.conf
endef

define LINNET_INSTALL_INIT_SYSTEMD
	$(INSTALL) -D -m 0644 $(@D)/board/service/linnetd.service $(TARGET_DIR)/usr/lib/systemd/system/linnetd.service
endef

define LINNET_INSTALL_INIT_OPENRC
	$(INSTALL) -D -m 0755 $(@D)/board/service/linnetd.openrc $(TARGET_DIR)/etc/init.d/linnetd
endef

define LINNET_INSTALL_INIT_SYSV
	$(INSTALL) -D -m 0755 $(@D)/board/service/linnetd.sysv $(TARGET_DIR)/etc/init.d/S60linnetd
endef

define LINNET_USERS
	linnet -1 linnet -1 * - - - linnet chat server
endef

$(eval $(generic-package))
