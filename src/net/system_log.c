/* system_log.c: the system's log (/dev/log), a local socket; shared by all backends of net.h.
 *
 * A restarted syslog daemon makes a new socket with the same name. The sandbox
 * forbids connect(), so lines are then sent to the name. After --chroot that
 * name must exist in the new root directory.
 */
#include "net/net.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/buf.h"
#include "base/log.h"

static const struct sockaddr_un log_address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
static int log_socket = -1;

int net_log_open(void)
{
	log_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return log_socket < 0 ? -1 : connect(log_socket, (const struct sockaddr *)&log_address, sizeof log_address);
}

/* Whether the syslog daemon has ended. A new one may have replaced it; it is found by name. */
static bool is_gone(int error)
{
	return error == ECONNREFUSED || error == ECONNRESET || error == ENOTCONN || error == EDESTADDRREQ;
}

int net_log(int severity, const char *text, size_t len)
{
	char line[LOG_LINE + 8];
	struct buf b;

	buf_init(&b, line, sizeof line);
	buf_fmt(&b, "<%d>", 3 * 8 + severity); /* facility 3: system daemons */
	buf_bytes(&b, text, len);
	if (send(log_socket, b.at, b.len, MSG_NOSIGNAL) >= 0)
		return 0;
	if (!is_gone(errno))
		return -1;
	return sendto(log_socket, b.at, b.len, MSG_NOSIGNAL, (const struct sockaddr *)&log_address,
	              sizeof log_address) < 0
	               ? -1
	               : 0;
}
