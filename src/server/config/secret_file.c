/* secret_file.c: whether other users can read a file of secrets.
 *
 * The file's mode and group decide, as they are when linnetd reads the file.
 * Root's group and linnetd's own group may read it: to give a file of root's to
 * a server that does not start as root, set linnetd's group and mode 0640. Owns
 * the ids of the reader: they change after start-up, and the sandbox has no
 * system call to ask for them. Main thread only.
 */
#include "server/config/secret_file.h"

#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/log.h"

/* Bytes of a command that fits in a line of the log: a path that is cut off would name another file. */
#define FIX_MAX (LOG_LINE - 56)

static unsigned opener_uid, own_uid, own_gid;

void secret_file_start(unsigned opener, unsigned uid, unsigned gid)
{
	opener_uid = opener;
	own_uid = uid;
	own_gid = gid;
}

void secret_file_serve(void)
{
	opener_uid = own_uid;
}

/* Appends a word of a shell's command line, quoted if need be. */
static void add_word(struct buf *b, const char *path)
{
	if (path[strcspn(path, " \t\\\"$`;&|<>()*?[]{}!#~'")] == '\0') {
		buf_str(b, path);
		return;
	}
	buf_char(b, '\'');
	for (; *path != '\0'; path++)
		if (*path == '\'')
			buf_str(b, "'\\''");
		else
			buf_char(b, *path);
	buf_char(b, '\'');
}

/* Appends the command that fixes the file's mode. With mode 0600 only its owner and root can read it; any other reader
 * needs the group. */
static void add_fix(struct buf *b, const char *path, const struct stat *st)
{
	bool by_owner = opener_uid == 0 || st->st_uid == opener_uid;

	if (!by_owner) {
		buf_fmt(b, "chgrp %u ", own_gid);
		add_word(b, path);
		buf_str(b, " && ");
	}
	buf_str(b, by_owner ? "chmod 600 " : "chmod 640 ");
	add_word(b, path);
}

bool secret_file_exposed(const char *option, const char *path, int fd, bool refused)
{
	char group[24], fix[FIX_MAX + 1];
	struct buf who, how;
	const char *what;
	struct stat st;
	unsigned everyone, of_group;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	everyone = st.st_mode & (S_IROTH | S_IWOTH);
	of_group = st.st_gid != 0 && st.st_gid != own_gid ? st.st_mode & (S_IRGRP | S_IWGRP) : 0;
	if (everyone == 0 && of_group == 0)
		return false;
	buf_init(&who, group, sizeof group);
	if (everyone != 0)
		buf_str(&who, "everyone");
	else
		buf_fmt(&who, "group %u", (unsigned)st.st_gid);
	what = (everyone != 0 ? everyone & S_IROTH : of_group & S_IRGRP) != 0 ? "read" : "write to";
	buf_init(&how, fix, sizeof fix);
	add_fix(&how, path, &st);
	if (how.overflow) {
		buf_init(&how, fix, sizeof fix);
		add_fix(&how, "FILE", &st);
	}
	if (refused)
		log_errorx("--%s: %s can %s %s, which --strict-secrets refuses", option, group, what, path);
	else
		log_warnx("--%s: %s can %s %s", option, group, what, path);
	log_warnx("--%s: to fix this: %s", option, fix);
	return true;
}
