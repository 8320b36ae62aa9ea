/* places.c: decides which connection gets a slot, which has to wait, and which has to make room.
 *
 * The rules stand in places.h. Called by the main thread, under the chat lock,
 * for each new or waiting connection (held.c). Owns nothing.
 */
#include "server/conn/places.h"

#include "base/buf.h"
#include "base/check.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "net/net.h"
#include "patience.h"
#include "server/config/settings.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "server/conn/strangers.h"

/* Connections that an address may make in a burst; after that, one per CONNECT_MS. */
static uint32_t connect_burst(void)
{
	uint32_t burst = CONNECT_BURST + 2 * (uint32_t)settings.per_address, most = ORIGIN_DEBT_MAX / CONNECT_MS - 1;

	return burst < most ? burst : most;
}

/* Free slots that this address does not get: they are reserved for others. */
static int kept_from(const struct origin *o)
{
	int kept = 0;

	if (settings.per_address == 0 || settings.max_clients < PLACES_FEW)
		return 0;
	if (!o->own && origin_own_slots() == 0)
		kept++;
	if (o->here > 0)
		kept += settings.max_clients >= 16 ? settings.max_clients / 8 : 1;
	return kept;
}

/* The slot that has been open longest without registering; -1: there is none. */
static int longest_stranger(void)
{
	int longest = -1;

	if (user_counts.present == user_counts.registered)
		return -1;
	for (int i = 0; i < CLIENTS; i++)
		if (slots[i].state == SLOT_OPEN && slots[i].stranger &&
		    (longest < 0 || slots[i].opened_ms < slots[longest].opened_ms))
			longest = i;
	return longest;
}

/* Slots whose connections are just ending; `evicted`: only those that had to make room. */
static int leaving(bool evicted)
{
	int n = 0;

	for (int i = 0; i < CLIENTS; i++)
		n += slots[i].state == SLOT_CLOSING && (!evicted || slots[i].evicted);
	return n;
}

/* True when `lacking` slots are about to be free. Evicts at most one connection for that. With `patient`, connections
 * that leave by themselves count as well: a crowd that leaves while another one comes must cost nobody a slot. */
static bool make_room(int lacking, bool patient, uint64_t now_ms)
{
	char why[REASON_MAX + 1];
	struct buf b;
	int stranger = leaving(!patient) < lacking ? longest_stranger() : -1;

	if (stranger >= 0) {
		buf_init(&b, why, sizeof why);
		buf_fmt(&b, "Server is full: %d of %d are connected. You have not registered, so %s", slots_busy(),
		        settings.max_clients, "another client gets your place");
		slots[stranger].evicted = true;
		slot_close(stranger, why);
		strangers_count(slots[stranger].origin, now_ms);
	}
	return leaving(false) >= lacking;
}

bool places_knock(const struct net_origin *from, uint64_t now_ms, struct place *place)
{
	int origin = origin_find(from, now_ms);
	uint32_t debt = origin_debt(origin, ORIGIN_CONNECTED, now_ms), most = (connect_burst() - 1) * CONNECT_MS;
	struct buf b;

	if (settings.per_address == 0)
		return true;
	if (debt <= most) {
		origin_charge(origin, ORIGIN_CONNECTED, CONNECT_MS, now_ms);
		return true;
	}
	place->verdict = PLACE_NEVER;
	buf_init(&b, place->why, sizeof place->why);
	buf_fmt(&b, "Too many connections in a short time from your address: %d of %d are connected", slots_busy(),
	        settings.max_clients);
	return false;
}

void places_full(struct place *place)
{
	struct buf b;

	place->verdict = PLACE_NEVER;
	buf_init(&b, place->why, sizeof place->why);
	buf_fmt(&b, "Server is full: %d of %d are connected", slots_busy(), settings.max_clients);
}

void places_ask(const struct net_origin *from, int waiting, bool patient, uint64_t now_ms, struct place *place)
{
	const struct origin *o = &origins[origin_find(from, now_ms)];
	int in = slots_busy(), most = settings.max_clients, address = settings.per_address;
	int lacking = kept_from(o) + (o->own ? 0 : waiting) + 1 - (most - in);
	struct buf b;

	ASSERT_CHAT_LOCKED();
	buf_init(&b, place->why, sizeof place->why);
	if (address > 0 && o->here >= address) {
		place->verdict = PLACE_OWN;
		buf_fmt(&b, "Too many connections from your address, %d: %d of %d are connected", o->here, in, most);
	} else if (address > 0 && o->strangers >= (address + 1) / 2) {
		place->verdict = PLACE_OWN;
		buf_fmt(&b, "Too many connections from your address are not registered yet, %d: %d of %d are connected",
		        o->strangers, in, most);
	} else if (lacking <= 0 && (place->slot = slot_find_free(most)) >= 0) {
		place->verdict = PLACE_FREE;
	} else if (address > 0 && o->here > 0) {
		place->verdict = PLACE_OWN;
		buf_fmt(&b, "Server is full: %d of %d are connected%s", in, most,
		        in < most ? ", and the last places are reserved for other addresses" : "");
	} else {
		place->verdict = make_room(lacking, patient, now_ms) ? PLACE_SOON : PLACE_MAYBE;
		buf_fmt(&b, "Server is full: %d of %d are connected%s", in, most,
		        in < most ? ", and the last place is reserved for this machine itself" : "");
	}
}
