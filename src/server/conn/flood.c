/* flood.c: flood control: a token bucket per slot.
 *
 * The slot's thread waits until there are tokens, so the client's input is read
 * more slowly and nothing is lost. Stateless: the bucket is in the slot.
 */
#include "server/conn/flood.h"

#include "base/bucket.h"
#include "base/clock.h"
#include "chat/lock.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/alive.h"
#include "server/conn/flush.h"
#include "server/conn/slot.h"

void flood_pay(struct slot *s, int cost)
{
	struct bucket_size size = { settings.flood_rate, settings.flood_burst };
	uint32_t ms;

	ASSERT_CHAT_LOCKED();
	if (size.rate == 0 || cost == 0)
		return;
	for (bool flushed = false;; flushed = !flushed) {
		uint64_t now = clock_ms();
		bucket_fill(&s->flood, size, now);
		/* A slot that holds a large input pays later: others may be waiting for that buffer. */
		if (bucket_has(&s->flood, cost < size.burst ? cost : size.burst) || s->keeps_place)
			break;
		if (s->state != SLOT_OPEN)
			return;
		alive_ask_flooding(s->index, now);
		ms = (uint32_t)((cost * 1000 - s->flood.tokens) / size.rate + 1);
		flush_or_wait(flushed, false, ms < FLOOD_ASK_MS ? ms : FLOOD_ASK_MS);
	}
	bucket_take(&s->flood, cost, -FLOOD_DEBT);
}
