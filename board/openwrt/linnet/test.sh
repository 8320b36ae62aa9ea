#!/bin/sh
# test.sh: what OpenWrt's package tests run on a system with the package installed: test.sh PACKAGE VERSION

case $1 in
linnetd)
	linnetd --version | grep -F "linnetd $2" || exit 1
	linnetd --check || exit 1
	linnetd --budget | grep -q total
	;;
linnet) linnet --version | grep -F "linnet $2" ;;
esac
