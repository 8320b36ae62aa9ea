/* privileges.c: drops privileges after start-up.
 *
 * If linnetd is started as root, it becomes another user, unless --user names
 * root. Supplementary groups, capabilities and the capability bounding set are
 * emptied, and no_new_privs is set. Reads /etc/passwd itself: getpwnam would
 * link the heap. Stateless; start-up only.
 */
#define _DEFAULT_SOURCE /* chroot, setgroups, syscall */
#include "server/system/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

/* Reads a UID or GID at *s and moves *s past it. False: not a valid ID. */
static bool take_id(const char **s, unsigned *id)
{
	unsigned long long value = 0;
	const char *start = *s;

	while (**s >= '0' && **s <= '9' && value <= 0xffffffffu)
		value = value * 10 + (unsigned)(*(*s)++ - '0');
	*id = (unsigned)value;
	return *s > start && value < 0xffffffffu;
}

/* UID:GID */
static bool ids_given(const char *s, unsigned *uid, unsigned *gid)
{
	return take_id(&s, uid) && *s++ == ':' && take_id(&s, gid) && *s == '\0';
}

/* One line of passwd(5): name:password:UID:GID:... */
static bool ids_in_line(const char *line, const char *user, unsigned *uid, unsigned *gid)
{
	size_t n = strlen(user);

	if (strncmp(line, user, n) != 0 || line[n] != ':')
		return false;
	line = strchr(line + n + 1, ':');
	if (line == NULL)
		return false;
	line++;
	return take_id(&line, uid) && *line++ == ':' && take_id(&line, gid);
}

/* Reads /etc/passwd in pieces: only the first bytes of each line matter. */
static bool ids_of(const char *user, unsigned *uid, unsigned *gid)
{
	char line[256], c[64];
	size_t len = 0;
	ssize_t n;
	bool found = false;
	int fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);

	while (!found && fd >= 0 && (n = read(fd, c, sizeof c)) > 0)
		for (ssize_t i = 0; i < n && !found; i++) {
			if (c[i] != '\n') {
				if (len < sizeof line - 1)
					line[len++] = c[i];
				continue;
			}
			line[len] = '\0';
			len = 0;
			found = ids_in_line(line, user, uid, gid);
		}
	if (fd >= 0)
		close(fd);
	return found;
}

bool privileges_find(const char *user, unsigned *uid, unsigned *gid)
{
	return ids_given(user, uid, gid) || ids_of(user, uid, gid);
}

/* The user that root becomes without --user. On a system without a user nobody, 65534 is used. */
static const char *default_user(unsigned *uid, unsigned *gid)
{
	if (ids_of("linnetd", uid, gid))
		return "linnetd";
	if (!ids_of("nobody", uid, gid) || *uid == 0)
		*uid = *gid = 65534;
	return "nobody";
}

void privileges_next(bool become, unsigned *uid, unsigned *gid)
{
	if (become)
		return;
	*uid = geteuid();
	*gid = getegid();
	if (*uid == 0)
		(void)default_user(uid, gid);
}

/* From linux/securebits.h: root gains no capabilities by exec, and none are raised or kept; all bits are locked.
 * Kernels before 4.3 lack the two bits for ambient capabilities. */
#define SECUREBITS_OLD 0x2b
#define SECUREBITS (SECUREBITS_OLD | 0xc0)

/* Failure is ignored: it needs CAP_SETPCAP, which an ordinary user lacks, and no_new_privs is enough then. */
static void empty_bounding_set(void)
{
	for (unsigned long cap = 0; prctl(PR_CAPBSET_READ, cap, 0ul, 0ul, 0ul) >= 0; cap++)
		(void)prctl(PR_CAPBSET_DROP, cap, 0ul, 0ul, 0ul);
	if (prctl(PR_SET_SECUREBITS, (unsigned long)SECUREBITS, 0ul, 0ul, 0ul) < 0)
		(void)prctl(PR_SET_SECUREBITS, (unsigned long)SECUREBITS_OLD, 0ul, 0ul, 0ul);
}

/* Clears the effective, permitted and inheritable sets (linux/capability.h, version 3: twice 32 bits each). If they are
 * empty already, capset is not called: a service manager's system call filter may forbid it. */
static int drop_capabilities(void)
{
	struct {
		uint32_t version;
		int pid;
	} header = { 0x20080522, 0 };
	struct {
		uint32_t effective, permitted, inheritable;
	} have[2], none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };

	(void)prctl(PR_CAP_AMBIENT, (unsigned long)PR_CAP_AMBIENT_CLEAR_ALL, 0ul, 0ul, 0ul); /* since Linux 4.3 */
	if (syscall(SYS_capget, &header, have) == 0 && memcmp(have, none, sizeof none) == 0)
		return 0;
	return (int)syscall(SYS_capset, &header, none);
}

static int become_user(uid_t uid, gid_t gid)
{
	if (geteuid() == uid && getegid() == gid && uid != 0)
		return 0; /* a service manager has changed the user already */
	if (setgroups(0, NULL) < 0) {
		if (uid != geteuid())
			return -1;
		log_warn("cannot give up supplementary groups"); /* forbidden to root of a user namespace */
	}
	if (setgid(gid) < 0 || setuid(uid) < 0)
		return -1;
	return uid != 0 && setuid(0) == 0 ? -1 : 0;
}

int privileges_drop(const char *dir, bool become, unsigned uid, unsigned gid, void (*at_root)(void))
{
	const char *user = NULL;

	if (!become && geteuid() == 0)
		user = default_user(&uid, &gid);
	if (dir != NULL && (chroot(dir) < 0 || chdir("/") < 0)) {
		log_error("--chroot: cannot enter %s", dir);
		return -1;
	}
	at_root();
	empty_bounding_set();
	if (user != NULL && become_user((uid_t)uid, (gid_t)gid) < 0) {
		log_error("started as root, and cannot become %s (%u:%u); --user root stays root", user, uid, gid);
		return -1;
	}
	if (become && become_user((uid_t)uid, (gid_t)gid) < 0) {
		log_error("--user: cannot become user %u", uid);
		return -1;
	}
	if (drop_capabilities() < 0) {
		log_error("cannot give up capabilities");
		return -1;
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1ul, 0ul, 0ul, 0ul) < 0)
		log_warn("cannot set no_new_privs");
	if (user != NULL)
		log_info("started as root without --user: continues as %s (%u:%u)", user, uid, gid);
	return 0;
}
