/* history.c: each channel's past messages.
 *
 * Owns history_talk and history_deeds: one ring per kind for all channels, in
 * the order of the messages' numbers. When a ring is full, or the pool needs
 * blocks, the oldest entry of all gives way. Called under the chat lock. A
 * channel's history is found by walking the ring from a number on: it is short,
 * and is walked only on request.
 */
#include "chat/history.h"

#include "base/check.h"
#include "chat/lock.h"
#include "chat/msg.h"

/* Entries stand at [oldest, newest), each at its place modulo the ring's size. */
static struct ring {
	struct history_entry *at;
	uint32_t size, oldest, newest;
} rings[HISTORY_KINDS] = {
	[HISTORY_TALK] = { history_talk, HISTORY_MAX, 0, 0 },
	[HISTORY_DEEDS] = { history_deeds, HISTORY_DEEDS_MAX, 0, 0 },
};

static struct history_entry *entry(const struct ring *r, uint32_t place)
{
	return &r->at[place % r->size];
}

/* Releases an entry; false: it was released before. */
static bool let_go(struct history_entry *e)
{
	if (e->channel < 0)
		return false;
	msg_forget(e->msg);
	e->channel = -1;
	return true;
}

void history_init(void)
{
	for (int kind = 0; kind < HISTORY_KINDS; kind++)
		rings[kind].oldest = rings[kind].newest = 0;
}

bool history_give(void)
{
	ASSERT_CHAT_LOCKED();
	for (int kind = HISTORY_KINDS - 1; kind >= 0; kind--)
		while (rings[kind].oldest != rings[kind].newest)
			if (let_go(entry(&rings[kind], rings[kind].oldest++)))
				return true;
	return false;
}

bool history_reserve(int need)
{
	ASSERT_CHAT_LOCKED();
	if (msg_available() < need)
		return false; /* giving up all of history would not suffice */
	while (msg_free_blocks() < need)
		if (!history_give())
			return false;
	return true;
}

void history_add(enum history_kind kind, int channel, msg_ref m, uint32_t number, uint64_t wall_ms, uint32_t session,
                 bool several)
{
	struct ring *r = &rings[kind];

	ASSERT_CHAT_LOCKED();
	if (r->newest - r->oldest == r->size)
		let_go(entry(r, r->oldest++));
	msg_keep(m);
	*entry(r, r->newest++) = (struct history_entry){ .number = number,
		                                         .at_s = (uint32_t)(wall_ms / 1000),
		                                         .at_ms = (uint16_t)(wall_ms % 1000),
		                                         .msg = m,
		                                         .session = session,
		                                         .channel = (int16_t)channel,
		                                         .several = several };
}

void history_forget(int channel)
{
	ASSERT_CHAT_LOCKED();
	for (struct ring *r = rings; r < rings + HISTORY_KINDS; r++)
		for (uint32_t place = r->oldest; place != r->newest; place++)
			if (entry(r, place)->channel == channel)
				let_go(entry(r, place));
}

/* The same entry, to be changed. */
static struct history_entry *own(const struct history_entry *e)
{
	struct ring *r = rings;

	while (e < r->at || e >= r->at + r->size)
		CHECK(++r < rings + HISTORY_KINDS);
	return &r->at[e - r->at];
}

void history_replace(const struct history_entry *e, msg_ref m, bool several)
{
	ASSERT_CHAT_LOCKED();
	msg_keep(m);
	msg_forget(e->msg);
	own(e)->msg = m;
	own(e)->several = several;
}

void history_drop(const struct history_entry *e)
{
	ASSERT_CHAT_LOCKED();
	let_go(own(e));
}

uint64_t history_wall_ms(const struct history_entry *e)
{
	return e->at_s * 1000ull + e->at_ms;
}

/* The place of the first entry with this number or a higher one; `newest` when there is none. */
static uint32_t place_of(const struct ring *r, uint32_t number)
{
	uint32_t low = r->oldest, high = r->newest;

	while (low != high) {
		uint32_t middle = low + (high - low) / 2;
		if (entry(r, middle)->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The channel's next entry in one ring: forward, from `number` on; backward, from below `number`. */
static const struct history_entry *look(const struct ring *r, int channel, uint32_t number, bool forward)
{
	uint32_t place = place_of(r, number);

	if (forward) {
		for (; place != r->newest; place++)
			if (entry(r, place)->channel == channel)
				return entry(r, place);
	} else {
		while (place != r->oldest)
			if (entry(r, --place)->channel == channel)
				return entry(r, place);
	}
	return NULL;
}

const struct history_entry *history_after(int channel, bool deeds, uint32_t number)
{
	const struct history_entry *talk, *deed;

	ASSERT_CHAT_LOCKED();
	if (number == UINT32_MAX)
		return NULL;
	talk = look(&rings[HISTORY_TALK], channel, number + 1, true);
	deed = deeds ? look(&rings[HISTORY_DEEDS], channel, number + 1, true) : NULL;
	if (talk == NULL || deed == NULL)
		return talk != NULL ? talk : deed;
	return talk->number < deed->number ? talk : deed;
}

const struct history_entry *history_before(int channel, bool deeds, uint32_t number)
{
	const struct history_entry *talk = look(&rings[HISTORY_TALK], channel, number, false);
	const struct history_entry *deed = deeds ? look(&rings[HISTORY_DEEDS], channel, number, false) : NULL;

	ASSERT_CHAT_LOCKED();
	if (talk == NULL || deed == NULL)
		return talk != NULL ? talk : deed;
	return talk->number > deed->number ? talk : deed;
}

void history_last(const int16_t *which, int n, bool deeds, const struct history_entry **last)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < n; i++)
		last[i] = NULL;
	for (const struct ring *r = rings; r <= rings + (deeds ? HISTORY_DEEDS : HISTORY_TALK); r++)
		for (uint32_t place = r->oldest; place != r->newest; place++) {
			const struct history_entry *e = entry(r, place);
			for (int i = 0; i < n; i++)
				if (which[i] == e->channel && (last[i] == NULL || last[i]->number < e->number))
					last[i] = e;
		}
}

uint32_t history_back(int channel, bool deeds, uint32_t end, int n)
{
	const struct history_entry *e;
	uint32_t number = end;

	while (n-- > 0 && (e = history_before(channel, deeds, number)) != NULL)
		number = e->number;
	return number > 0 ? number - 1 : 0;
}

uint32_t history_until(uint64_t wall_ms)
{
	uint32_t last = 0;

	ASSERT_CHAT_LOCKED();
	for (struct ring *r = rings; r < rings + HISTORY_KINDS; r++)
		for (uint32_t place = r->oldest; place != r->newest; place++)
			if (history_wall_ms(entry(r, place)) <= wall_ms && entry(r, place)->number > last)
				last = entry(r, place)->number;
	return last;
}

uint32_t history_since(uint64_t wall_ms)
{
	uint32_t first = UINT32_MAX;

	ASSERT_CHAT_LOCKED();
	for (struct ring *r = rings; r < rings + HISTORY_KINDS; r++)
		for (uint32_t place = r->oldest; place != r->newest; place++)
			if (history_wall_ms(entry(r, place)) >= wall_ms && entry(r, place)->number < first)
				first = entry(r, place)->number;
	return first;
}
