/* notify.c: reports the state of the service to a service manager.
 *
 * The protocol of sd_notify(3): systemd names a datagram socket in
 * $NOTIFY_SOCKET, which takes states as plain text. No library is needed.
 * Main thread only. linnetd goes on if the manager does not listen.
 */
#include "net/notify.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/socket.h>
#include <sys/un.h>

static int notify_socket = -1;
static uint32_t watchdog_ms;

#define WATCHDOG_MOST_MS 3600000 /* longest watchdog period, milliseconds; a longer one is shortened to this */

/* A number in the environment, `most` at most; 0: there is none. */
static uint64_t number_in(const char *name, uint64_t most)
{
	const char *text = getenv(name);
	uint64_t value = 0;

	if (text == NULL || *text == '\0' || text[strspn(text, "0123456789")] != '\0')
		return 0;
	while (*text != '\0' && value < most)
		value = value * 10 + (uint64_t)(*text++ - '0');
	return value < most ? value : most;
}

/* $WATCHDOG_PID, if set, names the process that the watchdog is for; a child that inherited it must ignore it. */
static void read_watchdog(void)
{
	uint64_t pid = number_in("WATCHDOG_PID", UINT32_MAX);

	if (getenv("WATCHDOG_PID") == NULL || pid == (uint64_t)getpid())
		watchdog_ms = (uint32_t)(number_in("WATCHDOG_USEC", WATCHDOG_MOST_MS * 1000ull) / 1000);
}

void notify_open(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const char *name = getenv("NOTIFY_SOCKET");
	socklen_t len;
	size_t n = name != NULL ? strlen(name) : 0;

	if (n < 2 || n > sizeof a.sun_path - 1 || (name[0] != '/' && name[0] != '@'))
		return;
	memcpy(a.sun_path, name, n);
	if (name[0] == '@')
		a.sun_path[0] = '\0'; /* unix(7): an abstract name begins with a NUL, and its length counts */
	notify_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (notify_socket < 0)
		return;
	len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	if (connect(notify_socket, (struct sockaddr *)&a, len) < 0) {
		close(notify_socket);
		notify_socket = -1;
		return;
	}
	read_watchdog();
}

uint32_t notify_watchdog_ms(void)
{
	return watchdog_ms;
}

bool notify_wanted(void)
{
	return notify_socket >= 0;
}

int notify(const char *state)
{
	if (notify_socket < 0)
		return 0;
	return send(notify_socket, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ? -1 : 0;
}
