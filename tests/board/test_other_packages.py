"""Buildroot's external tree and Alpine's APKBUILD: their tools are not here, so stand-ins do their work."""

import os
import re
import shutil
import subprocess

from harness import SRC, tool

BUILDROOT = os.path.join(SRC, "board", "buildroot")
ALPINE = os.path.join(SRC, "board", "alpine")
VERSION = re.search(r"^VERSION = (\S+)$", open(os.path.join(SRC, "Makefile")).read(), re.M).group(1)

def test_the_buildroot_package_builds_and_installs(tmp_path):
    text = open(os.path.join(BUILDROOT, "package", "linnet", "linnet.mk")).read()
    compiler = shutil.which("musl-gcc") or tool("cc")
    work = tmp_path / "build"
    work.mkdir()
    for name in ("Makefile", "LICENSE", "src", "board", "toolchain"):
        source = os.path.join(SRC, name)
        (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, work / name)
    makefile = "\n".join([
        "BR2_EXTERNAL_LINNET_PATH := " + BUILDROOT, "BR2_PACKAGE_LINNET_CLIENTS := 24", "TARGET_DIR := %s/target" % tmp_path,
        "TARGET_CC := " + compiler, "TARGET_CROSS :=", "TARGET_CFLAGS := -Os", "INSTALL := install", "generic-package =",
        "include $(BR2_EXTERNAL_LINNET_PATH)/external.mk",
        "steps: ; $(LINNET_BUILD_CMDS)", "install: ; $(LINNET_INSTALL_TARGET_CMDS)",
        "systemd: ; $(LINNET_INSTALL_INIT_SYSTEMD)", "openrc: ; $(LINNET_INSTALL_INIT_OPENRC)",
        "sysv: ; $(LINNET_INSTALL_INIT_SYSV)", "show: ; @echo $(LINNET_VERSION) $(LINNET_SITE_METHOD) $(LINNET_LICENSE)"])
    # In Buildroot $(@D) is the package's build folder.
    makefile = makefile.replace("include $(BR2", ".DEFAULT_GOAL := none\ninclude $(BR2")
    (tmp_path / "linnet.mk").write_text(text.replace("$(@D)", str(work)))
    makefile = makefile.replace("$(BR2_EXTERNAL_LINNET_PATH)/external.mk", str(tmp_path / "linnet.mk"))
    (tmp_path / "Makefile").write_text(makefile + "\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run(["make", "-C", str(tmp_path), "steps", "install", "systemd", "openrc", "sysv"],
                          capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]
    target = tmp_path / "target"
    for path in ("usr/sbin/linnetd", "usr/bin/linnet", "etc/linnet/linnetd.conf", "etc/init.d/linnetd",
                 "etc/init.d/S60linnetd", "usr/lib/systemd/system/linnetd.service"):
        assert (target / path).exists(), path
    help_text = subprocess.run([target / "usr/sbin/linnetd", "--help"], capture_output=True, text=True).stdout
    assert "default and most: 24" in help_text, "the number of clients did not arrive"
    shown = subprocess.run(["make", "-s", "-C", str(tmp_path), "show"], capture_output=True, text=True, env=environment)
    assert shown.stdout.split() == [VERSION, "local", "ISC"]


def test_the_buildroot_tree_is_complete():
    description = open(os.path.join(BUILDROOT, "external.desc")).read()
    assert re.search(r"^name: LINNET$", description, re.M)
    assert "package/linnet/Config.in" in open(os.path.join(BUILDROOT, "Config.in")).read()
    assert "$(BR2_EXTERNAL_LINNET_PATH)/package/*/*.mk" in open(os.path.join(BUILDROOT, "external.mk")).read()
    config = open(os.path.join(BUILDROOT, "package", "linnet", "Config.in")).read()
    assert config.count("config BR2_PACKAGE_LINNET") == 2 and config.count("endif") == 1


def test_the_apkbuild_builds_and_packs(tmp_path):
    """abuild's steps, by a shell that sources the APKBUILD."""
    for folder in ("src", "pkg"):
        (tmp_path / folder).mkdir()
    script = """
        set -e
        startdir=%s srcdir=%s/src pkgdir=%s/pkg
        default_prepare() { :; }
        . "$startdir/APKBUILD"
        [ "$pkgver" = %s ]
        prepare
        cd "$builddir"
        build
        package
    """ % (ALPINE, tmp_path, tmp_path, VERSION)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run([tool("busybox"), "sh", "-c", script], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]
    for path in ("usr/sbin/linnetd", "usr/bin/linnet", "usr/share/man/man8/linnetd.8", "usr/share/man/man1/linnet.1",
                 "etc/linnet/linnetd.conf", "etc/init.d/linnetd"):
        assert (tmp_path / "pkg" / path).exists(), path
    done = subprocess.run([tmp_path / "pkg/usr/sbin/linnetd", "--version"], capture_output=True, text=True)
    assert done.stdout.split() == ["linnetd", VERSION]


def test_the_apkbuild_is_clean():
    done = subprocess.run([tool("shellcheck"), "-s", "dash", "-e", "SC2034,SC2154,SC2164,SC2148",
                           os.path.join(ALPINE, "APKBUILD"), os.path.join(ALPINE, "linnet.pre-install")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
