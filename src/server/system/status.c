/* status.c: status and watchdog keep-alives for a service manager.
 *
 * The protocol is that of sd_notify(3) (net/notify.h). The main thread sends the
 * keep-alive after it has taken the chat lock. So there is none if the main
 * thread hangs, or if another thread never releases the lock. The service
 * manager then restarts linnetd. Owns the last status sent; main thread only.
 */
#include "server/system/status.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/clock.h"
#include "chat/channel.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "net/notify.h"

#define STATUS_MS 1000 /* shortest interval of statuses, milliseconds */

static uint64_t alive_ms, told_ms;
static int told_clients = -1, told_channels;

static bool tell(int people, int places)
{
	char text[64];
	struct buf b;

	buf_init(&b, text, sizeof text);
	buf_fmt(&b, "STATUS=%d client%s, %d channel%s", people, people == 1 ? "" : "s", places, places == 1 ? "" : "s");
	return notify(text) == 0;
}

bool status_tick(uint64_t now_ms)
{
	uint32_t watchdog_ms = notify_watchdog_ms();
	int people, places;

	chat_lock();
	people = user_counts.registered;
	places = channel_count;
	chat_unlock();
	/* After a third of the period, so that a tick half a second late is still in time. */
	if (watchdog_ms > 0 && clock_since(now_ms, alive_ms) >= watchdog_ms / 3) {
		alive_ms = now_ms;
		(void)notify("WATCHDOG=1");
	}
	if ((people != told_clients || places != told_channels) && clock_since(now_ms, told_ms) >= STATUS_MS) {
		told_ms = now_ms;
		if (tell(people, places)) {
			told_clients = people;
			told_channels = places;
		}
	}
	return notify_wanted();
}
