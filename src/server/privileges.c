/* privileges.c: giving up what is needed only to start.
 *
 * Reads /etc/passwd itself: getpwnam would bring the heap into the binary.
 * Start-up only, no state.
 */
#define _DEFAULT_SOURCE /* chroot, setgroups */
#include "server/privileges.h"

#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

/* A number at *s, and *s behind it; false when there is none, or it is none that a system has. */
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

int privileges_drop(const char *dir, bool become, unsigned uid, unsigned gid)
{
	gid_t group = (gid_t)gid;

	if (dir != NULL && (chroot(dir) < 0 || chdir("/") < 0)) {
		log_error("--chroot: cannot go to %s", dir);
		return -1;
	}
	if (become && (setgroups(1, &group) < 0 || setgid(group) < 0 || setuid((uid_t)uid) < 0)) {
		log_error("--user: cannot become user %u", uid);
		return -1;
	}
	return 0;
}
