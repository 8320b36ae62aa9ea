/* system_log.c: the system's log, for every backend of net.h: it is a local socket, not a network's. */
#include "net/net.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "base/buf.h"

static int log_socket = -1;

int net_log_open(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };

	log_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return log_socket < 0 ? -1 : connect(log_socket, (struct sockaddr *)&a, sizeof a);
}

int net_log(int severity, const char *text, size_t len)
{
	char priority[16];
	struct buf b;
	struct iovec parts[2];

	buf_init(&b, priority, sizeof priority);
	buf_fmt(&b, "<%d>", 3 * 8 + severity); /* facility 3: system daemons */
	parts[0] = (struct iovec){ priority, b.len };
	parts[1] = (struct iovec){ (void *)text, len };
	return writev(log_socket, parts, 2) < 0 ? -1 : 0;
}
