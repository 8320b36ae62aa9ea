/* reason.c: what errno says, in words. */
#include "client/reason.h"

#include <errno.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/check.h"

static const struct {
	int error;
	const char *text;
} known[] = {
	{ ECONNREFUSED, "Connection refused" }, { ECONNRESET, "Connection reset by peer" },
	{ ETIMEDOUT, "Connection timed out" },  { EHOSTUNREACH, "No route to host" },
	{ ENETUNREACH, "Network unreachable" }, { EAFNOSUPPORT, "Address family not supported" },
	{ EACCES, "Permission denied" },        { ENOENT, "No such file or directory" },
	{ EISDIR, "Is a directory" },           { EBADF, "Bad file descriptor" },
	{ ENOSPC, "No space left on device" },
};

const char *reason(int error)
{
	static char other[24];
	struct buf b;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].error == error)
			return known[i].text;
	buf_init(&b, other, sizeof other);
	buf_fmt(&b, "error %d", error);
	return other;
}
