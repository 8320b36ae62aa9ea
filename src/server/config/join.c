/* join.c: instructions for joining, in words.
 *
 * For the terminal that linnetd was started from, and for HTTP clients.
 * Stateless.
 */
#include "server/config/join.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/print.h"
#include "limits.h"

void join_put(struct buf *b, const char *address, int port)
{
	bool v6 = strchr(address, ':') != NULL;

	buf_fmt(b, "  linnet %s%s%s", v6 ? "[" : "", address, v6 ? "]" : "");
	if (port != 6667)
		buf_fmt(b, ":%d", port);
	buf_fmt(b, "   or in any IRC client: /connect %s %d   or: nc %s %d\n", address, port, address, port);
}

int join_tell(const char *address, int port)
{
	char line[JOIN_LINE(HOST_MAX)];
	struct buf b;

	buf_init(&b, line, sizeof line);
	join_put(&b, address, port);
	return print_if_read(b.at, b.len);
}

int join_tell_web(const char *address, int port)
{
	bool v6 = strchr(address, ':') != NULL;
	char line[HOST_MAX + 60];
	struct buf b;

	buf_init(&b, line, sizeof line);
	buf_fmt(&b, "  http://%s%s%s", v6 ? "[" : "", address, v6 ? "]" : "");
	if (port != 80)
		buf_fmt(&b, ":%d", port);
	buf_str(&b, "/   in any web browser\n");
	return print_if_read(b.at, b.len);
}

/* True if linnet is in $PATH, so that a shell finds it. */
static bool client_is_in_path(void)
{
	const char *path = getenv("PATH");
	char full[256];

	while (path != NULL && *path != '\0') {
		size_t len = strcspn(path, ":");
		struct buf b;
		buf_init(&b, full, sizeof full);
		buf_bytes(&b, path, len);
		buf_str(&b, "/linnet");
		if (len > 0 && !b.overflow && access(full, X_OK) == 0)
			return true;
		path += len + (path[len] == ':');
	}
	return false;
}

int join_tell_client(const char *program)
{
	const char *slash = strrchr(program, '/');
	char path[200], line[sizeof path + 40];
	struct buf b;

	if (slash == NULL || client_is_in_path())
		return 0;
	buf_init(&b, path, sizeof path);
	buf_bytes(&b, program, (size_t)(slash - program + 1));
	buf_str(&b, "linnet");
	if (b.overflow || access(path, X_OK) < 0)
		return 0;
	buf_init(&b, line, sizeof line);
	buf_fmt(&b, "On this machine, linnet is %s\n", path);
	return print_if_read(b.at, b.len);
}
