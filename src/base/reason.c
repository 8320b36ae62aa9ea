/* reason.c: error messages for errno values. */
#include "base/reason.h"

#include <errno.h>
#include <stddef.h>

#include "base/check.h"

static const struct {
	int error;
	const char *text;
} known[] = {
	{ ECONNREFUSED, "Connection refused" },
	{ ECONNRESET, "Connection reset by peer" },
	{ ETIMEDOUT, "Connection timed out" },
	{ EHOSTUNREACH, "No route to host" },
	{ ENETUNREACH, "Network unreachable" },
	{ EAFNOSUPPORT, "Address family not supported" },
	{ EACCES, "Permission denied" },
	{ ENOENT, "No such file or directory" },
	{ EISDIR, "Is a directory" },
	{ EBADF, "Bad file descriptor" },
	{ ENOSPC, "No space left on device" },
	{ EPIPE, "Broken pipe" },
	{ EADDRINUSE, "Address in use" },
	{ EADDRNOTAVAIL, "Address not available" },
	{ EPERM, "Operation not permitted" },
	{ EINVAL, "Invalid argument" },
	{ ENOTDIR, "Not a directory" },
	{ EMFILE, "No file descriptors available" },
	{ ENOMEM, "Out of memory" },
	{ ENETDOWN, "Network is down" },
	{ ESPIPE, "Not a regular file" },       /* a pipe or a device */
	{ EILSEQ, "Not a text file in UTF-8" }, /* textfile.h */
};

const char *reason(int error)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].error == error)
			return known[i].text;
	return "Unexpected error";
}
