/* server/places: which connection gets a slot, waits for one, or is evicted. */
#include "patience.h"
#include "server/conn/places.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "chat/user.h"
#include "net/address.h"
#include "net/net.h"
#include "server/config/settings.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "unit.h"

#include <stddef.h>

static uint64_t now = 1000000;
static struct place place;
static bool patient;

static void gone(int slot)
{
	struct slot *s = &slots[slot];

	if (s->state == SLOT_FREE)
		return;
	slot_close(slot, "gone");
	outq_close(slot);
	user_close(slot);
	slot_free(s);
}

/* A server of so many slots, with nobody in it. */
static void start(int max_clients, int per_address)
{
	static bool ready;

	if (!ready) {
		chat_lock_init();
		msg_init();
		chat_lock();
		for (int i = 0; i < CLIENTS; i++) {
			slots[i].index = i;
			sem_init(&slots[i].go, 0, 0);
		}
	}
	ready = true;
	for (int i = 0; i < CLIENTS; i++)
		gone(i);
	memset(origins, 0, ORIGINS * sizeof origins[0]);
	patient = false;
	settings.max_clients = max_clients;
	settings.per_address = per_address;
}

/* 0 is the server's own address, the others are elsewhere. */
static const struct net_origin *from(int n)
{
	static struct net_origin o;
	const unsigned char here[4] = { 10, 0, 0, 0 };
	unsigned char there[4] = { 10, 0, (unsigned char)(n >> 8), (unsigned char)n };

	address_origin(4, there, here, &o);
	return &o;
}

static enum place_verdict ask(int n, int waiting)
{
	places_ask(from(n), waiting, patient, now, &place);
	return place.verdict;
}

/* One more connection of that address, which registers or not; its slot, or -1. Each comes a millisecond later. */
static int come(int n, bool registers)
{
	now++;
	event_set_time(now, now);
	if (ask(n, 0) != PLACE_FREE)
		return -1;
	slot_open(place.slot, 9, from(n), false);
	if (registers) {
		struct slot *s = &slots[place.slot];
		user_set_nick(place.slot, "u");
		strcpy(users[place.slot].name, "~u");
		user_register(place.slot, now, now / 1000);
		s->stranger = false;
		origin_register(s->origin);
	}
	return place.slot;
}

/* How many of that address come in before one has to wait. */
static int how_many(int n, bool register_)
{
	int many = 0;

	while (many <= CLIENTS && come(n, register_) >= 0)
		many++;
	return many;
}

TEST(a_connection_gets_nothing_of_the_one_before)
{
	struct slot fresh, *s = &slots[0];

	start(1, 1);
	EXPECT_INT(come(1, false), 0);
	memcpy(&fresh, s, sizeof fresh);
	gone(0);
	memset((char *)s + offsetof(struct slot, conn), 0xff, offsetof(struct slot, in) - offsetof(struct slot, conn));
	now--; /* the same time again */
	EXPECT_INT(come(1, false), 0);
	EXPECT(memcmp(&s->conn, &fresh.conn, offsetof(struct slot, in) - offsetof(struct slot, conn)) == 0);
}

TEST(by_default_an_address_may_have_a_quarter_of_the_slots)
{
	EXPECT_INT(settings_per_address(64), 16);
	EXPECT_INT(settings_per_address(7), 1);
	EXPECT_INT(settings_per_address(4), 1);
	EXPECT_INT(settings_per_address(3), 1);
	EXPECT_INT(settings_per_address(1), 1);
	start(64, settings_per_address(64));
	EXPECT_INT(how_many(1, true), 16);
	EXPECT_INT(place.verdict, PLACE_OWN);
	EXPECT_STR(place.why, "Too many connections from your address, 16: 16 of 64 are connected");
	EXPECT_INT(how_many(2, true), 16);
}

TEST(an_address_may_have_half_of_its_slots_unregistered)
{
	start(64, 16);
	EXPECT_INT(how_many(1, false), 8);
	EXPECT_INT(place.verdict, PLACE_OWN);
	EXPECT_STR(place.why, "Too many connections from your address are not registered yet, 8: 8 of 64 are connected");
	start(64, 5);
	EXPECT_INT(how_many(1, false), 3);
	start(64, 1);
	EXPECT_INT(how_many(1, false), 1);
}

TEST(registering_frees_an_unregistered_place_of_the_address)
{
	start(64, 4);
	EXPECT(come(1, true) >= 0 && come(1, true) >= 0);
	EXPECT_INT(how_many(1, false), 2);
}

TEST(the_last_eighth_is_reserved_for_addresses_without_a_slot)
{
	start(64, 16);
	for (int n = 0; n < 4; n++)
		EXPECT_INT(how_many(n, true), n < 3 ? 16 : 8);
	EXPECT_INT(slots_busy(), 56);
	EXPECT_INT(place.verdict, PLACE_OWN);
	EXPECT_STR(place.why, "Server is full: 56 of 64 are connected, and the last places are reserved for other addresses");
	for (int n = 10; n < 18; n++)
		EXPECT(come(n, true) >= 0);
	EXPECT_INT(come(18, true), -1);
	EXPECT_INT(place.verdict, PLACE_MAYBE);
	EXPECT_STR(place.why, "Server is full: 64 of 64 are connected");
}

TEST(of_few_slots_one_is_reserved_for_addresses_without_a_slot)
{
	start(4, 4);
	EXPECT(come(0, true) >= 0);
	EXPECT_INT(how_many(1, true), 2);
	EXPECT(come(2, true) >= 0);
	start(3, 3);
	EXPECT_INT(how_many(1, true), 3);
}

TEST(one_more_slot_is_reserved_for_the_board_itself)
{
	start(64, 64);
	EXPECT_INT(how_many(1, true), 55);
	for (int n = 10; n < 18; n++)
		EXPECT(come(n, true) >= 0);
	EXPECT_INT(come(18, true), -1);
	EXPECT_STR(place.why, "Server is full: 63 of 64 are connected, and the last place is reserved for this machine itself");
	EXPECT(come(0, true) >= 0);
	EXPECT_INT(come(0, true), -1);
	start(64, 64);
	EXPECT(come(0, true) >= 0);
	EXPECT_INT(how_many(1, true), 55);
}

TEST(without_a_limit_per_address_no_slot_is_reserved)
{
	start(64, 0);
	EXPECT_INT(how_many(1, false), 64);
	start(64, 0);
	for (int i = 0; i < 10000; i++)
		EXPECT(places_knock(from(1), now, &place));
}

TEST(the_oldest_unregistered_connection_is_evicted)
{
	start(64, 16);
	for (int n = 1; n <= 62; n++)
		(void)come(n, n != 7 && n != 9 && n != 40);
	EXPECT_INT(slots_busy(), 62);
	EXPECT(come(0, true) >= 0);
	EXPECT(come(63, true) >= 0);
	EXPECT_INT(come(64, false), -1);
	EXPECT_INT(place.verdict, PLACE_SOON);
	EXPECT(slots[6].evicted && slots[6].state == SLOT_CLOSING);
	EXPECT_STR(slots[6].reason,
	           "Server is full: 64 of 64 are connected. You have not registered, so another client gets your "
	           "place");
	EXPECT_INT(ask(64, 0), PLACE_SOON);
	EXPECT_INT(slots[8].state, SLOT_OPEN);
	EXPECT_INT(ask(65, 1), PLACE_SOON);
	EXPECT_INT(slots[8].state, SLOT_CLOSING);
	gone(6);
	EXPECT_INT(ask(64, 0), PLACE_FREE);
	EXPECT_INT(place.slot, 6);
	EXPECT_INT(ask(65, 1), PLACE_SOON);
	EXPECT_INT(ask(66, 2), PLACE_SOON);
	EXPECT_INT(slots[39].state, SLOT_CLOSING);
	EXPECT_INT(ask(67, 3), PLACE_MAYBE);
}

TEST(nobody_is_evicted_while_a_slot_is_becoming_free)
{
	start(64, 16);
	for (int n = 0; n < 64; n++)
		(void)come(n, n != 7);
	slot_close(20, "bye");
	patient = true;
	EXPECT_INT(ask(100, 0), PLACE_SOON);
	EXPECT_INT(slots[7].state, SLOT_OPEN);
	EXPECT_INT(ask(101, 1), PLACE_SOON);
	EXPECT_INT(slots[7].state, SLOT_CLOSING);
	gone(7);
	EXPECT(come(7, false) >= 0);
	patient = false; /* it has waited, and slot 20 does not come to its end */
	EXPECT_INT(ask(100, 0), PLACE_SOON);
	EXPECT_INT(slots[7].state, SLOT_CLOSING);
}

TEST(nobody_is_evicted_for_an_address_that_has_a_slot)
{
	start(64, 16);
	for (int n = 0; n < 64; n++)
		(void)come(n, n > 10);
	EXPECT_INT(slots_busy(), 64);
	EXPECT_INT(come(20, true), -1);
	EXPECT_INT(place.verdict, PLACE_OWN);
	for (int i = 0; i < 64; i++)
		EXPECT_INT(slots[i].state, SLOT_OPEN);
}

TEST(waiting_connections_come_first_except_the_board_s_own)
{
	start(64, 16);
	for (int n = 1; n <= 60; n++)
		(void)come(n, true);
	EXPECT_INT(ask(100, 2), PLACE_FREE);
	EXPECT_INT(ask(100, 3), PLACE_MAYBE);
	EXPECT_INT(ask(0, 16), PLACE_FREE);
}

TEST(the_connection_rate_of_an_address_is_limited)
{
	int burst = CONNECT_BURST + 2 * 16;

	start(64, 16);
	for (int i = 0; i < burst; i++)
		EXPECT(places_knock(from(1), now, &place));
	EXPECT(!places_knock(from(1), now, &place));
	EXPECT_INT(place.verdict, PLACE_NEVER);
	EXPECT_STR(place.why, "Too many connections in a short time from your address: 0 of 64 are connected");
	EXPECT(places_knock(from(2), now, &place));
	EXPECT(!places_knock(from(1), now + CONNECT_MS - 1, &place));
	EXPECT(places_knock(from(1), now + CONNECT_MS, &place));
	EXPECT(!places_knock(from(1), now + CONNECT_MS, &place));
	now += 1000000;
}

TEST(the_connection_rate_does_not_depend_on_the_limit_per_address)
{
	int n = 0;

	start(64, CLIENTS_MOST);
	while (n < 10000 && places_knock(from(1), now, &place))
		n++;
	EXPECT(n < 10000);
	now += 1000000;
}
