/* strangers.c: rate limit for log lines about connections that never registered.
 *
 * The rule stands in strangers.h. Owns the counts, under the chat lock. Each
 * address's part is in its entry (origin.h). When the entry is evicted, the
 * address is counted again.
 */
#include "server/conn/strangers.h"

#include "base/clock.h"
#include "base/log.h"
#include "chat/lock.h"
#include "server/conn/origin.h"

static uint64_t second_ms, counted_ms;  /* clock_ms when this second began, and when counting began */
static int lines;                       /* lines in this second */
static unsigned connections, addresses; /* connections without a log line, and their addresses */

void strangers_count(int origin, uint64_t now_ms)
{
	ASSERT_CHAT_LOCKED();
	if (connections++ == 0)
		counted_ms = now_ms;
	addresses += !origins[origin].counted;
	origins[origin].counted = true;
}

bool strangers_may_log(int origin, uint64_t now_ms)
{
	struct origin *o = &origins[origin];

	ASSERT_CHAT_LOCKED();
	if (clock_since(now_ms, second_ms) >= 1000) {
		second_ms = now_ms;
		lines = 0;
	}
	if (lines < STRANGER_LINES && o->quiet - (uint32_t)now_ms - 1 >= 1000) {
		o->quiet = (uint32_t)now_ms + 1000;
		lines++;
		return true;
	}
	strangers_count(origin, now_ms);
	return false;
}

bool strangers_tick(uint64_t now_ms, bool end)
{
	unsigned of_connections, of_addresses;
	uint64_t passed;
	bool more;

	chat_lock();
	of_connections = connections;
	of_addresses = addresses;
	passed = clock_since(now_ms, counted_ms);
	if (connections > 0 && (end || passed >= STRANGER_SUMMARY_MS)) {
		connections = addresses = 0;
		for (int i = 0; i < ORIGINS; i++)
			origins[i].counted = false;
	} else {
		of_connections = 0;
	}
	more = connections > 0;
	chat_unlock();
	if (of_connections > 0)
		log_info("refused %u more connections from %u addresses in %u s", of_connections, of_addresses,
		         (unsigned)((passed + 999) / 1000));
	return more;
}
