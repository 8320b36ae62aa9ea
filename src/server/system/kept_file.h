/* kept_file.h: files that linnetd reads at start-up and can read again inside the sandbox. */
#ifndef SERVER_SYSTEM_KEPT_FILE_H
#define SERVER_SYSTEM_KEPT_FILE_H

#include <stdint.h>
#include <sys/syscall.h>

/* Since Linux 5.6. New system calls have consecutive numbers, in the same order on every processor. */
#ifndef SYS_openat2
#define SYS_openat2 (SYS_pidfd_open + 3)
#endif

struct kept_file {
	int file;   /* descriptor; -1: not open yet. It stays the same when the file is replaced */
	int folder; /* descriptor of its folder; -1: the folder cannot be opened */
	const char *option, *path;
};
#define KEPT_FILE_NONE             \
	{                          \
		-1, -1, NULL, NULL \
	}

/* Opens the file of `option` for reading; it stays open. Returns the descriptor; -1: it failed and has logged why. Call
 * it at start-up, before privileges are dropped. Both texts must stay valid. */
int kept_file_open(struct kept_file *f, const char *option, const char *path);

/* Opens the file's folder, to find a replaced file later. At start-up, after --chroot, before the change of user. */
void kept_file_keep_folder(struct kept_file *f);

/* A descriptor to read the file again: a new one, opened by name, or f->file if that is not possible. -1: it failed and
 * has logged why. Pass it on to kept_file_accept or kept_file_refuse. */
int kept_file_again(const struct kept_file *f);

/* Keeps the new file in place of the old one. */
void kept_file_accept(const struct kept_file *f, int fd);

/* Closes the new file, and keeps the old one. */
void kept_file_refuse(const struct kept_file *f, int fd);

/* The argument of openat2(2) (struct open_how of linux/openat2.h): a constant, so that the sandbox can check its
 * address. */
struct kept_file_how {
	uint64_t flags, mode, resolve;
};
extern const struct kept_file_how kept_file_how;

#endif
