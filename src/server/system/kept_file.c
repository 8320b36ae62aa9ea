/* kept_file.c: files that linnetd reads at start-up and again at REHASH or SIGHUP.
 *
 * By then it runs as another user, perhaps in another root directory. The
 * sandbox allows one way to open a file: read-only, relative to a folder that
 * has been open since start-up, and within that folder. This finds a file that
 * was replaced, which is how most editors save.
 *
 * The file itself stays open, too. If the user may not open it, such as a
 * password file of root, new contents of the same file can still be read.
 * Stateless; main thread only.
 */
#define _GNU_SOURCE /* dup3, O_PATH, syscall */
#include "server/system/kept_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

#define RESOLVE_NO_MAGICLINKS 0x02
#define RESOLVE_BENEATH 0x08
#define READING (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_LARGEFILE)

const struct kept_file_how kept_file_how = { READING, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };

int kept_file_open(struct kept_file *f, const char *option, const char *path)
{
	f->option = option;
	f->path = path;
	f->file = open(path, O_RDONLY | O_CLOEXEC);
	if (f->file < 0)
		log_error("--%s: cannot read %s", option, path);
	return f->file;
}

void kept_file_keep_folder(struct kept_file *f)
{
	char *slash = strrchr((char *)f->path, '/'); /* writable: the path is from the command line or a file */

	if (slash == NULL || slash == f->path) {
		f->folder = open(slash == NULL ? "." : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
		return;
	}
	*slash = '\0';
	f->folder = open(f->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	*slash = '/';
}

static const char *name_in_folder(const struct kept_file *f)
{
	const char *slash = strrchr(f->path, '/');

	return slash != NULL ? slash + 1 : f->path;
}

/* Without openat2, tries openat. The sandbox refuses that, because it cannot restrict openat to the folder. */
static int open_by_name(const struct kept_file *f)
{
	const char *name = name_in_folder(f);
	int fd = (int)syscall(SYS_openat2, f->folder, name, &kept_file_how, sizeof kept_file_how);

	return fd < 0 && errno == ENOSYS ? openat(f->folder, name, READING) : fd;
}

/* Whether a file exists that cannot be opened: no permission, or a symbolic link that leads out of the folder. */
static bool is_out_of_reach(int error)
{
	return error == EACCES || error == EPERM || error == EXDEV || error == ELOOP || error == EAGAIN;
}

int kept_file_again(const struct kept_file *f)
{
	struct stat kept, now;
	int fd = f->folder >= 0 ? open_by_name(f) : -1;

	if (fd >= 0)
		return fd;
	if (f->folder >= 0 && !is_out_of_reach(errno)) {
		log_error("--%s: cannot read %s", f->option, f->path);
		return -1;
	}
	if (fstat(f->file, &kept) < 0)
		return -1;
	if (f->folder >= 0 && fstatat(f->folder, name_in_folder(f), &now, 0) == 0) {
		if (now.st_dev == kept.st_dev && now.st_ino == kept.st_ino)
			return f->file;
	} else if (kept.st_nlink > 0) {
		log_info("--%s: cannot open the folder of %s: reads the file that is already open", f->option,
		         f->path);
		return f->file;
	}
	log_errorx("--%s: %s was replaced by a file that linnetd's user cannot open: change its owner, or restart "
	           "linnetd",
	           f->option, f->path);
	return -1;
}

void kept_file_accept(const struct kept_file *f, int fd)
{
	if (fd == f->file)
		return;
	(void)dup3(fd, f->file, O_CLOEXEC); /* atomic: other threads may be reading from it */
	close(fd);
}

void kept_file_refuse(const struct kept_file *f, int fd)
{
	if (fd != f->file)
		close(fd);
}
