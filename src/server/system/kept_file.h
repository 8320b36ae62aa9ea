/* kept_file.h: a file that linnetd reads at start-up and again while it runs, when it can open hardly anything else. */
#ifndef SERVER_SYSTEM_KEPT_FILE_H
#define SERVER_SYSTEM_KEPT_FILE_H

#include <stdint.h>
#include <sys/syscall.h>

/* Since Linux 5.6. The newest calls have numbers in the same order on every processor. */
#ifndef SYS_openat2
#define SYS_openat2 (SYS_pidfd_open + 3)
#endif

struct kept_file {
	int file;   /* -1: not open yet. Then the number stays the same, whatever file takes the place of the first */
	int folder; /* where it lies; -1: that cannot be reached */
	const char *option, *path;
};
#define KEPT_FILE_NONE             \
	{                          \
		-1, -1, NULL, NULL \
	}

/* Opens for reading, for good, the file that `option` names. Returns the descriptor, or -1 after a log line. At
 * start-up, with the rights that linnetd was started with. Both texts must stay. */
int kept_file_open(struct kept_file *f, const char *option, const char *path);

/* Opens its folder, so that a file that replaces it can be found. At start-up, after --chroot, as the same user. */
void kept_file_keep_folder(struct kept_file *f);

/* The descriptor to read it from now: a new one of what is there by its name, or f->file, which may have been written
 * to. -1 after a log line. What was returned is then given to kept_file_accept, which keeps it in place of the one
 * before, or to kept_file_refuse, which keeps the one before. */
int kept_file_again(const struct kept_file *f);
void kept_file_accept(const struct kept_file *f, int fd);
void kept_file_refuse(const struct kept_file *f, int fd);

/* How openat2(2) is to open a file (linux/openat2.h): a constant, so that the sandbox can insist on it. */
struct kept_file_how {
	uint64_t flags, mode, resolve;
};
extern const struct kept_file_how kept_file_how;

#endif
