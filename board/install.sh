#!/bin/sh
# install.sh: installs linnet on this Linux: programs, manual pages, a configuration, and a service that starts with the
# system. Needs nothing but a POSIX shell and the usual programs; busybox has them all.
#
#   install.sh [--from FOLDER] [--root FOLDER] [--init KIND] [--no-start]
#   install.sh --uninstall [--root FOLDER] [--init KIND]
#
#   --from FOLDER   where linnetd and linnet are (default: beside this script, or build/native)
#   --root FOLDER   install into this folder instead of /; nothing is started. DESTDIR=FOLDER means the same
#   --init KIND     systemd, openrc, procd, sysv, busybox or none, instead of what is found
#   --no-start      do not start the service now
#
# A configuration that you have changed is never overwritten or removed: a new one is put beside it as .new.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-} from='' init='' start=yes uninstall=''
mark='# linnet:install'

say() {
	printf '%s\n' "$*"
}
fail() {
	printf 'install.sh: %s\n' "$*" >&2
	exit 1
}

while [ $# -gt 0 ]; do
	case $1 in
	--from | --root | --init)
		[ $# -ge 2 ] || fail "$1 needs a value"
		case $1 in
		--from) from=$2 ;;
		--root) root=$2 ;;
		--init) init=$2 ;;
		esac
		shift
		;;
	--no-start) start='' ;;
	--uninstall) uninstall=yes ;;
	-h | --help)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit
		;;
	*) fail "there is no option $1; --help lists them" ;;
	esac
	shift
done
case $init in
'' | systemd | openrc | procd | sysv | busybox | none) ;;
*) fail "--init $init: it is one of systemd, openrc, procd, sysv, busybox, none" ;;
esac
[ -z "$root" ] || start=''
[ -z "$root" ] || [ -d "$root" ] || fail "--root $root: there is no such folder"
root=${root%/}
[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail "this needs root: sudo $0"

# What starts services here. In this order, for some systems have traces of several.
find_init() {
	if [ -d "$root/run/systemd/system" ] || { [ -n "$root" ] && [ -d "$root/lib/systemd/system" ]; } ||
		{ [ -n "$root" ] && [ -d "$root/usr/lib/systemd/system" ]; }; then
		echo systemd
	elif [ -x "$root/sbin/procd" ]; then
		echo procd
	elif [ -x "$root/sbin/openrc-run" ] || [ -x "$root/usr/sbin/openrc-run" ]; then
		echo openrc
	elif [ -e "$root/etc/inittab" ] && [ "$(readlink "$root/sbin/init" | sed 's|.*/||')" = busybox ]; then
		echo busybox
	elif [ -d "$root/etc/init.d" ]; then
		echo sysv
	else
		echo none
	fi
}
[ -n "$init" ] || init=$(find_init)

# Where service files go, and how one is put in place, started, and taken away.
case $init in
systemd) service=/etc/systemd/system/linnetd.service ;;
openrc | procd | sysv) service=/etc/init.d/linnetd ;;
*) service='' ;;
esac

# A file of ours, whole or not at all: the new one is complete before it takes the old one's place.
put() { # SOURCE TARGET MODE
	mkdir -p "$root${2%/*}"
	cp "$1" "$root$2.linnet-new"
	chmod "$3" "$root$2.linnet-new"
	mv "$root$2.linnet-new" "$root$2"
	say "  $2"
}

sum_of() { # FILE
	md5sum <"$1" | cut -c 1-32
}

# A configuration file: the user's, once it is changed. Its checksum as we put it says whether it is.
sums=/etc/linnet/.installed
put_config() { # SOURCE TARGET
	if [ ! -e "$root$2" ]; then
		put "$1" "$2" 644
	elif cmp -s "$1" "$root$2"; then
		:
	elif [ "$(sum_of "$root$2")" = "$(cat "$root$sums" 2>/dev/null)" ]; then
		put "$1" "$2" 644
	else
		put "$1" "$2.new" 644
		say "  ($2 was changed, and stays as it is)"
		return
	fi
	sum_of "$1" >"$root$sums"
}

# Adds lines to a file, whose last line may have been left without its end.
append() { # FILE LINE...
	file=$1
	shift
	[ -z "$(tail -c 1 "$file" 2>/dev/null)" ] || echo >>"$file"
	printf '%s\n' "$@" >>"$file"
}

# A user of its own, where the service does not bring one. Systems differ in how that is done; writing the line is the
# last resort, and what all of them come down to.
make_user() {
	case $init in procd | none) return ;; esac
	! grep -q '^linnet:' "$root/etc/passwd" 2>/dev/null || return 0
	if [ -z "$root" ] && command -v useradd >/dev/null; then
		useradd --system --no-create-home --home-dir /nonexistent --shell /bin/false --user-group linnet
	elif [ -z "$root" ] && command -v adduser >/dev/null; then
		adduser -S -D -H -h /nonexistent -s /bin/false linnet
	else
		id=200
		while grep -qE "^[^:]*:[^:]*:$id:" "$root/etc/passwd" "$root/etc/group" 2>/dev/null; do
			id=$((id + 1))
		done
		append "$root/etc/group" "linnet:x:$id:"
		append "$root/etc/passwd" "linnet:x:$id:$id:linnet:/nonexistent:/bin/false"
	fi
	grep -q '^linnet:' "$root/etc/group" ||
		append "$root/etc/group" "linnet:x:$(sed -n 's/^linnet:[^:]*:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/passwd"):"
}

live() {
	[ -z "$root" ]
}

enable_service() {
	case $init in
	systemd)
		if live; then
			systemctl daemon-reload
			systemctl enable -q linnetd
			[ -z "$start" ] || systemctl restart linnetd
		else
			mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
			ln -sf ../linnetd.service "$root/etc/systemd/system/multi-user.target.wants/linnetd.service"
		fi
		;;
	openrc)
		if live; then
			rc-update add linnetd default
			[ -z "$start" ] || rc-service linnetd restart
		else
			mkdir -p "$root/etc/runlevels/default"
			ln -sf /etc/init.d/linnetd "$root/etc/runlevels/default/linnetd"
		fi
		;;
	procd)
		if live; then
			/etc/init.d/linnetd enable
			[ -z "$start" ] || /etc/init.d/linnetd restart
		else
			mkdir -p "$root/etc/rc.d"
			ln -sf ../init.d/linnetd "$root/etc/rc.d/S95linnetd"
			ln -sf ../init.d/linnetd "$root/etc/rc.d/K10linnetd"
		fi
		;;
	sysv)
		if live && command -v update-rc.d >/dev/null; then
			update-rc.d linnetd defaults >/dev/null
		elif live && command -v chkconfig >/dev/null; then
			chkconfig --add linnetd
		else
			for level in 2 3 4 5; do
				mkdir -p "$root/etc/rc$level.d"
				ln -sf ../init.d/linnetd "$root/etc/rc$level.d/S95linnetd"
			done
			for level in 0 1 6; do
				mkdir -p "$root/etc/rc$level.d"
				ln -sf ../init.d/linnetd "$root/etc/rc$level.d/K05linnetd"
			done
		fi
		[ -z "$start" ] || /etc/init.d/linnetd restart
		;;
	busybox)
		remove_inittab_line
		# To the system's log where there is one; whether there is shows only when it starts.
		append "$root/etc/inittab" "$mark" "::respawn:/bin/sh -c 'log=; [ ! -S /dev/log ] || log=--syslog;\
 exec /usr/sbin/linnetd --config /etc/linnet/linnetd.conf --strict-secrets --user linnet \$log'"
		if [ -n "$start" ]; then
			kill -HUP 1
			end_running # an older one; init starts the new one in its place
		fi
		;;
	none) say "No known init system: start /usr/sbin/linnetd --config /etc/linnet/linnetd.conf as you like." ;;
	esac
}

remove_inittab_line() {
	grep -qxF "$mark" "$root/etc/inittab" 2>/dev/null || return 0
	sed "/^$mark\$/,+1d" "$root/etc/inittab" >"$root/etc/inittab.linnet-new"
	cat "$root/etc/inittab.linnet-new" >"$root/etc/inittab" # keeps its owner and mode
	rm "$root/etc/inittab.linnet-new"
}

# Ends what busybox init runs of ours: it lets a program run on whose line is gone, or has a new program.
end_running() {
	sleep 1 # init reads its table when it comes to that
	for pid in $(pidof linnetd); do
		case $(readlink "/proc/$pid/exe") in
		/usr/sbin/linnetd | '/usr/sbin/linnetd (deleted)') kill "$pid" 2>/dev/null || true ;;
		esac
	done
}

disable_service() {
	case $init in
	systemd)
		! live || systemctl disable -q --now linnetd 2>/dev/null || true
		rm -f "$root/etc/systemd/system/multi-user.target.wants/linnetd.service"
		;;
	openrc)
		if live; then
			rc-service linnetd stop || true
			rc-update del linnetd || true
		fi
		rm -f "$root/etc/runlevels/default/linnetd"
		;;
	procd)
		if live && [ -x /etc/init.d/linnetd ]; then
			/etc/init.d/linnetd stop || true
			/etc/init.d/linnetd disable || true
		fi
		rm -f "$root"/etc/rc.d/[SK]??linnetd
		;;
	sysv)
		! live || [ ! -x /etc/init.d/linnetd ] || /etc/init.d/linnetd stop || true
		rm -f "$root"/etc/rc?.d/[SK]??linnetd
		;;
	busybox)
		remove_inittab_line
		if live; then
			kill -HUP 1
			end_running
		fi
		;;
	esac
}

if [ -n "$uninstall" ]; then
	say "Removing linnet ($init):"
	disable_service
	for file in /usr/sbin/linnetd /usr/bin/linnet /usr/share/man/man8/linnetd.8 /usr/share/man/man1/linnet.1 \
		/etc/avahi/services/linnet.service $service; do
		[ ! -e "$root$file" ] || say "  $file"
		rm -f "$root$file"
	done
	if [ -e "$root/etc/linnet/linnetd.conf" ] && [ "$(sum_of "$root/etc/linnet/linnetd.conf")" = "$(cat "$root$sums" 2>/dev/null)" ]; then
		rm -f "$root/etc/linnet/linnetd.conf"
		say "  /etc/linnet/linnetd.conf"
	fi
	rm -f "$root$sums" "$root/etc/linnet/linnetd.conf.new"
	rmdir "$root/etc/linnet" 2>/dev/null || [ ! -d "$root/etc/linnet" ] || say "  (/etc/linnet has files of yours, and stays)"
	[ "$init" != systemd ] || ! live || systemctl daemon-reload
	exit
fi

if [ -z "$from" ]; then
	for from in "$here" "$here/../build/native"; do
		[ ! -x "$from/linnetd" ] || break
	done
fi
for program in linnetd linnet; do
	[ -x "$from/$program" ] || fail "there is no linnetd and linnet in $from: --from says where they are"
done
if live && ! "$from/linnetd" --version >/dev/null 2>&1; then
	fail "$from/linnetd does not run here: it is for another processor"
fi
# In a release the files lie beside this script; in the source tree each has its place.
beside() { # NAME PLACE-IN-SOURCE
	if [ -e "$here/$1" ]; then echo "$here/$1"; else echo "$here/$2"; fi
}

say "Installing linnet ($init):"
put "$from/linnetd" /usr/sbin/linnetd 755
put "$from/linnet" /usr/bin/linnet 755
put "$(beside linnetd.8 ../src/server/linnetd.8)" /usr/share/man/man8/linnetd.8 644
put "$(beside linnet.1 ../src/client/linnet.1)" /usr/share/man/man1/linnet.1 644
put_config "$(beside linnetd.conf service/linnetd.conf)" /etc/linnet/linnetd.conf
make_user
case $init in
systemd) put "$(beside linnetd.service service/linnetd.service)" "$service" 644 ;;
openrc | procd | sysv) put "$(beside "linnetd.$init" "service/linnetd.$init")" "$service" 755 ;;
esac
# Where avahi runs, finding by name is its affair.
[ ! -d "$root/etc/avahi/services" ] || put "$(beside linnet.avahi service/linnet.avahi)" /etc/avahi/services/linnet.service 644
enable_service
say "Done. Settings: /etc/linnet/linnetd.conf; to remove it all: $0 --uninstall"
