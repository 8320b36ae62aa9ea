/* origin.c: each client address: its slots and its debts.
 *
 * Owns origins[]; under the chat lock. origin.h says which entry gives way when
 * the table is full. Each look-up searches the whole table: 0.3 µs for 64
 * clients.
 */
#include "server/conn/origin.h"

#include <string.h>

#include "chat/lock.h"
#include "net/net.h"

static int own_slots;

/* The rest of a debt, milliseconds. It is at most ORIGIN_DEBT_MAX: a larger difference of the 32-bit times means that
 * the debt was paid up to 49 days ago. */
static uint32_t left_of(const struct origin *o, int debt, uint64_t now_ms)
{
	uint32_t left = o->paid[debt] - (uint32_t)now_ms;

	return left <= ORIGIN_DEBT_MAX ? left : 0;
}

/* The time until the last debt is paid, milliseconds. UINT32_MAX for an address with a slot, whose entry stays. */
static uint32_t memory_ms(const struct origin *o, uint64_t now_ms)
{
	uint32_t most = 0;

	if (o->here > 0)
		return UINT32_MAX;
	for (int i = 0; i < ORIGIN_DEBTS; i++)
		if (left_of(o, i, now_ms) > most)
			most = left_of(o, i, now_ms);
	return most;
}

/* Moves paid debts to the present, so that they do not look like debts again when the 32 bits wrap around. */
static void refresh(struct origin *o, uint64_t now_ms)
{
	for (int i = 0; i < ORIGIN_DEBTS; i++)
		o->paid[i] = (uint32_t)now_ms + left_of(o, i, now_ms);
}

int origin_find(const struct net_origin *from, uint64_t now_ms)
{
	static uint32_t numbers;
	int least = 0;
	uint32_t least_ms = UINT32_MAX;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < ORIGINS; i++) {
		uint32_t ms;
		refresh(&origins[i], now_ms);
		if (origins[i].number != 0 && memcmp(origins[i].network, from->network, NET_NETWORK) == 0)
			return i;
		ms = memory_ms(&origins[i], now_ms);
		if (ms < least_ms) {
			least = i;
			least_ms = ms;
		}
	}
	CHECK(origins[least].here == 0);
	numbers = numbers < UINT32_MAX ? numbers + 1 : 1;
	origins[least] = (struct origin){ .own = from->own, .number = numbers };
	memcpy(origins[least].network, from->network, NET_NETWORK);
	for (int i = 0; i < ORIGIN_DEBTS; i++)
		origins[least].paid[i] = (uint32_t)now_ms;
	return least;
}

uint32_t origin_debt(int origin, enum origin_debt what, uint64_t now_ms)
{
	ASSERT_CHAT_LOCKED();
	return left_of(&origins[origin], what, now_ms);
}

void origin_charge(int origin, enum origin_debt what, uint32_t ms, uint64_t now_ms)
{
	uint32_t debt = origin_debt(origin, what, now_ms);

	debt = ms < ORIGIN_DEBT_MAX - debt ? debt + ms : ORIGIN_DEBT_MAX;
	origins[origin].paid[what] = (uint32_t)now_ms + debt;
}

void origin_enter(int origin)
{
	ASSERT_CHAT_LOCKED();
	origins[origin].here++;
	origins[origin].strangers++;
	own_slots += origins[origin].own;
}

void origin_register(int origin)
{
	ASSERT_CHAT_LOCKED();
	CHECK(origins[origin].strangers > 0);
	origins[origin].strangers--;
}

void origin_leave(int origin, bool stranger)
{
	ASSERT_CHAT_LOCKED();
	CHECK(origins[origin].here > 0);
	if (stranger)
		origin_register(origin);
	origins[origin].here--;
	own_slots -= origins[origin].own;
}

int origin_own_slots(void)
{
	ASSERT_CHAT_LOCKED();
	return own_slots;
}
