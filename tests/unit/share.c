/* chat/share: an address's share of the shared tables, and the rest for the others. */
#include "base/buf.h"
#include "chat/channel.h"
#include "chat/founder.h"
#include "chat/mask.h"
#include "chat/read_marker.h"
#include "chat/share.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "chat_lock.h"
#include "irc/plain.h"
#include "server/conn/origin.h"
#include "server/conn/slot.h"
#include "unit.h"


/* A generator of numbers that are the same in each run: xorshift32 (Marsaglia 2003). */
static uint32_t chance;

static int random_below(int n)
{
	chance ^= chance << 13;
	chance ^= chance >> 17;
	chance ^= chance << 5;
	return (int)(chance % (uint32_t)n);
}

/* Nobody is here and all tables are empty: each test begins like this. */
static void start(void)
{
	hold_chat_lock();
	memset(users, 0, CLIENTS * sizeof users[0]);
	memset(channels, 0, CHANNELS * sizeof channels[0]);
	memset(watches, 0, WATCHES * sizeof watches[0]);
	memset(markers, 0, MARKERS * sizeof markers[0]);
	memset(&user_counts, 0, sizeof user_counts);
	channel_count = 0;
	mask_init();
	chance = 2463534242u;
}

static const char *word(const char *format, int a, int b)
{
	static char text[40];
	struct buf w;

	buf_init(&w, text, sizeof text);
	buf_fmt(&w, format, a, b);
	return text;
}

/* A registered user, from an address of that number. */
static void come(int slot, uint32_t origin)
{
	user_open(slot, "192.0.2.1", origin);
	founder_open(slot);
	user_set_nick(slot, word("u%d", slot, 0));
	strcpy(users[slot].name, "~u");
	user_register(slot, 0, 0);
}

/* All slots are taken, each from an address of its own. */
static void all_come(void)
{
	for (int slot = 0; slot < CLIENTS; slot++)
		come(slot, (uint32_t)slot + 1);
}

static void leave(int slot)
{
	uint32_t now_in[CHANNEL_WORDS];

	watch_clear(slot);
	memcpy(now_in, users[slot].in, sizeof now_in);
	BITS_EACH(channel, now_in, CHANNEL_WORDS)
		channel_leave(channel, slot);
	read_marker_forget(slot);
	channel_forget_invited(slot);
	user_close(slot);
}

TEST(a_holder_may_have_as_much_as_remains_free)
{
	EXPECT(share_allows(0, 1, 2));
	EXPECT(!share_allows(0, 1, 1));
	EXPECT(!share_allows(0, 1, 0));
	EXPECT(share_allows(4, 1, 6));
	EXPECT(!share_allows(5, 1, 6));
	EXPECT(share_allows(10, 20, 50));
	EXPECT(!share_allows(10, 20, 49));
	EXPECT(!share_allows(0, 3, 2));
}

/* ---- channels ---- */

static enum channel_room make(int slot, const char *name)
{
	int victim;
	enum channel_room room = channel_room(slot, name, &victim);

	if (room == CHANNEL_ROOM)
		channel_join(channel_make(slot, name, 0), slot);
	return room;
}

TEST(an_address_may_create_half_of_the_channels_with_any_number_of_clients)
{
	int n = 0;

	start();
	for (int slot = 0; slot < CLIENTS - 1; slot++)
		come(slot, 7);
	while (n < CHANNELS && make(n % (CLIENTS - 1), word("#c%d", n, 0)) == CHANNEL_ROOM)
		n++;
	EXPECT_INT(n, (CHANNELS - 1) / 2); /* one is kept for #lobby */
	for (int slot = 0; slot < CLIENTS - 1; slot++)
		EXPECT_INT(make(slot, "#more"), CHANNEL_ROOM_SHARE);
	come(CLIENTS - 1, 8);
	EXPECT_INT(make(CLIENTS - 1, "#another"), CHANNEL_ROOM);
	channel_leave(channel_find("#another"), CLIENTS - 1);
	EXPECT_INT(make(0, PLAIN_LOBBY), CHANNEL_ROOM);
	channel_leave(channel_find("#c0"), 0);
	EXPECT_INT(make(1, "#more"), CHANNEL_ROOM_SHARE); /* #lobby counts for its creator, too */
	channel_leave(channel_find("#c1"), 1 % (CLIENTS - 1));
	EXPECT_INT(make(0, "#more"), CHANNEL_ROOM);
}

TEST(an_address_without_a_channel_can_always_create_one)
{
	int n = 0;

	start();
	all_come();
	while (n < CHANNELS && make(0, word("#c%d", n, 0)) == CHANNEL_ROOM)
		n++;
	EXPECT(n >= 1 && n < CHANNELS);
	for (int slot = 1; slot < CLIENTS && slot <= CHANNELS - 1 - n; slot++)
		EXPECT_INT(make(slot, word("#d%d", slot, 0)), CHANNEL_ROOM);
	if (CHANNELS - 1 - n >= CLIENTS - 1) /* with more clients than channels there cannot be one for each */
		EXPECT(channel_count < CHANNELS);
}

TEST(when_all_other_channels_exist_only_the_lobby_can_be_created)
{
	start();
	for (int n = 0; n < CHANNELS - 1; n++) { /* one after the other, from another address each */
		come(0, (uint32_t)n + 1);
		EXPECT_INT(make(0, word("#c%d", n, 0)), CHANNEL_ROOM);
		if (n == 0)
			come(1, 4000000000u);
		channel_join(channel_find(word("#c%d", n, 0)), 1);
		leave(0);
	}
	come(0, 5000);
	EXPECT_INT(make(1, "#more"), CHANNEL_ROOM_NONE);
	EXPECT_INT(make(0, "#more"), CHANNEL_ROOM_YIELDED);
	EXPECT_INT(make(0, "#LOBBY"), CHANNEL_ROOM);
	EXPECT_INT(channel_count, CHANNELS);
	channel_join(channel_find(PLAIN_LOBBY), 1);
	EXPECT_INT(channel_room_to_rename(1, channel_find(PLAIN_LOBBY), "#more"), CHANNEL_ROOM_NONE);
	EXPECT_INT(channel_room_to_rename(1, channel_find(PLAIN_LOBBY), "#Lobby"), CHANNEL_ROOM);
	EXPECT_INT(channel_room_to_rename(1, channel_find("#c3"), "#more"), CHANNEL_ROOM);
	channel_leave(channel_find("#c3"), 1);
	EXPECT_INT(channel_room_to_rename(1, channel_find(PLAIN_LOBBY), "#more"), CHANNEL_ROOM_SHARE);
	come(2, 6000);
	EXPECT_INT(channel_room_to_rename(2, channel_find(PLAIN_LOBBY), "#more"), CHANNEL_ROOM);
}

TEST(channels_that_their_creator_left_count_for_their_members)
{
	start();
	come(0, 7);
	come(1, 8);
	come(2, 9);
	for (int n = 0; n < 4; n++) {
		make(0, word("#c%d", n, 0));
		channel_join(channel_find(word("#c%d", n, 0)), 1);
		channel_join(channel_find(word("#c%d", n, 0)), 2);
	}
	leave(0);
	come(0, 7);
	EXPECT_INT(users[0].founded, 0);
	EXPECT_INT(users[1].founded, 2); /* they share them */
	EXPECT_INT(users[2].founded, 2);
	leave(1);
	EXPECT_INT(users[2].founded, 4);
	leave(2);
	EXPECT_INT(users[2].founded, 0);
	EXPECT_INT(channel_count, 0);
}

/* Makes a channel, and empties the one that has to give way. */
static enum channel_room make_way(int slot, const char *name)
{
	int victim;
	enum channel_room room = channel_room(slot, name, &victim);

	if (room == CHANNEL_ROOM_YIELDED) {
		uint32_t members[SLOT_WORDS];
		memcpy(members, channels[victim].members, sizeof members);
		BITS_EACH(i, members, SLOT_WORDS)
			channel_leave(victim, i);
		room = CHANNEL_ROOM;
	}
	if (room == CHANNEL_ROOM)
		channel_join(channel_make(slot, name, 0), slot);
	return room;
}

TEST(an_address_without_a_channel_gets_one_of_the_address_with_most)
{
	int last = CLIENTS - 1 < CHANNELS - 2 ? CLIENTS - 1 : CHANNELS - 2, n = 0;

	start();
	for (int slot = 0; slot < last; slot++) { /* one after the other, each as many as it can */
		come(slot, (uint32_t)slot + 1);
		while (make(slot, word("#c%d", n, 0)) == CHANNEL_ROOM)
			n++;
	}
	come(last, 5000);
	EXPECT_INT(make_way(last, "#mine"), CHANNEL_ROOM);
	EXPECT_INT(users[last].founded, 1);
	for (int slot = 0; slot < last; slot++) /* some had come too late */
		if (users[slot].founded == 0)
			EXPECT_INT(make_way(slot, word("#d%d", slot, 0)), CHANNEL_ROOM);
	for (int slot = 0; slot <= last; slot++)
		EXPECT(users[slot].founded > 0);
	EXPECT(channel_find("#mine") >= 0);
	EXPECT(channel_count < CHANNELS);
}

/* They come from new addresses again and again, and few clients stay in all of the channels. */
TEST(channels_created_from_many_addresses_are_evicted_too)
{
	start();
	come(1, 4000000000u);
	come(2, 4000000001u);
	for (int n = 0; n < CHANNELS - 1; n++) {
		come(0, (uint32_t)n + 1);
		EXPECT_INT(make(0, word("#c%d", n, 0)), CHANNEL_ROOM);
		channel_join(channel_find(word("#c%d", n, 0)), 1);
		channel_join(channel_find(word("#c%d", n, 0)), 2);
		leave(0);
	}
	come(0, 5000);
	EXPECT_INT(make_way(0, "#mine"), CHANNEL_ROOM);
	EXPECT_INT(make_way(0, "#mine2"), CHANNEL_ROOM);
	EXPECT(channel_find("#mine") >= 0);
}

TEST(channels_with_members_from_several_addresses_and_the_lobby_are_not_evicted)
{
	enum { OURS = 4, PEOPLE = 4 };

	start();
	for (int slot = 0; slot < PEOPLE; slot++)
		come(slot, (uint32_t)slot + 1);
	make(0, PLAIN_LOBBY);
	for (int n = 0; n < OURS; n++) { /* one of them has made all */
		make(0, word("#ours%d", n, 0));
		for (int slot = 1; slot < PEOPLE; slot++)
			channel_join(channel_find(word("#ours%d", n, 0)), slot);
	}
	come(PEOPLE, 100);
	come(PEOPLE + 1, 101);
	for (int n = 0; channel_count < CHANNELS; n++) {
		come(PEOPLE + 2, 200 + (uint32_t)n);
		make(PEOPLE + 2, word("#c%d", n, 0));
		channel_join(channel_find(word("#c%d", n, 0)), PEOPLE);
		channel_join(channel_find(word("#c%d", n, 0)), PEOPLE + 1);
		leave(PEOPLE + 2);
	}
	come(PEOPLE + 2, 5000);
	for (int n = 0; n < 3; n++)
		EXPECT_INT(make_way(PEOPLE + 2, word("#mine%d", n, 0)), CHANNEL_ROOM);
	for (int n = 0; n < OURS; n++)
		EXPECT(channel_find(word("#ours%d", n, 0)) >= 0);
	EXPECT(channel_find(PLAIN_LOBBY) >= 0);
}

TEST(an_address_gets_no_more_channels_than_the_evicted_one_keeps)
{
	int most, victim;

	start();
	come(0, 1);
	come(1, 2);
	for (int n = 0; n < CHANNELS - 1; n++) {
		come(2, 100 + (uint32_t)n);
		make(2, word("#c%d", n, 0));
		channel_join(channel_find(word("#c%d", n, 0)), 0);
		leave(2);
	}
	most = users[0].founded;
	EXPECT_INT(most, CHANNELS - 1);
	for (int n = 0; make_way(1, word("#d%d", n, 0)) == CHANNEL_ROOM; n++)
		;
	EXPECT_INT(users[0].founded + users[1].founded, CHANNELS - 1);
	EXPECT_INT(users[1].founded, (CHANNELS - 1) / 2);
	victim = founder_yields(1, channel_lobby());
	EXPECT_INT(victim, -1);
}

/* ---- masks ---- */

/* As many masks as the channel takes; returns how many. */
static int fill_masks(int channel)
{
	int n = 0;

	while (mask_add(channel, MASK_BAN, word("%04d!*@*.a-rather-long.example", n, 0), "eve", 0) == MASK_ADDED)
		n++;
	return n;
}

/* The bytes of masks that all channels use beyond their own part. */
static int masks_beyond_own(void)
{
	int bytes = 0;

	for (int i = 0; i < CHANNELS; i++)
		bytes += mask_table->of[i].bytes > MASK_BYTES_OWN ? mask_table->of[i].bytes - MASK_BYTES_OWN : 0;
	return bytes;
}

TEST(the_channels_of_one_address_may_use_half_of_the_shared_masks)
{
	enum { SIZE = 8 + 33 + 4, SHARED = MASK_BYTES - CHANNELS * MASK_BYTES_OWN };
	int bytes, one;

	start();
	come(0, 7);
	come(1, 8);
	for (int n = 0; n < 20; n++)
		make(0, word("#c%d", n, 0));
	make(1, "#other");
	for (int n = 0; n < 20; n++)
		(void)fill_masks(channel_find(word("#c%d", n, 0)));
	bytes = masks_beyond_own();
	EXPECT(bytes <= SHARED / 2 && bytes > SHARED / 2 - SIZE);
	for (int n = 0; n < 20; n++)
		EXPECT_INT(mask_add(channel_find(word("#c%d", n, 0)), MASK_BAN, "one!*@more.a-rather-long.example",
		                    "eve", 0),
		           MASK_FULL);
	one = fill_masks(channel_find("#other"));
	EXPECT(one >= MASKS_PER_CHANNEL || one * SIZE > SHARED / 4 - SIZE);
}

TEST(each_channel_can_always_set_its_own_masks)
{
	start();
	come(0, 1);
	for (int n = 0; n < CHANNELS - 1; n++) {
		leave(0);
		come(0, (uint32_t)n + 1);
		EXPECT_INT(make(0, word("#c%d", n, 0)), CHANNEL_ROOM);
		if (n == 0)
			come(1, 4000000000u);
		channel_join(channel_find(word("#c%d", n, 0)), 1);
	}
	for (int n = 0; n < CHANNELS - 2; n++)
		(void)fill_masks(channel_find(word("#c%d", n, 0)));
	EXPECT_INT(mask_add(channel_find(word("#c%d", CHANNELS - 2, 0)), MASK_BAN, "*!*@192.168.100.200", "wren", 0),
	           MASK_ADDED);
	EXPECT(masks_beyond_own() < MASK_BYTES - CHANNELS * MASK_BYTES_OWN);
}

/* ---- watches ---- */

/* How many nicks the client may watch beside those that it does. */
static int fill_watches(int slot)
{
	int n = 0;

	while (watch_add(slot, word("n%dx%d", slot, n)))
		n++;
	return n;
}

TEST(an_address_may_use_half_of_the_shared_watches_and_each_client_its_own)
{
	enum { SHARED = WATCHES - WATCHES_OWN * CLIENTS };
	int all = 0, most = 0;

	start();
	for (int slot = 0; slot < CLIENTS - 1; slot++) {
		int n;
		come(slot, 7);
		n = fill_watches(slot);
		EXPECT(n >= WATCHES_OWN);
		all += n;
		most = n > most ? n : most;
	}
	EXPECT_INT(most, WATCHES_PER_CLIENT);
	EXPECT(all <= SHARED / 2 + (CLIENTS - 1) * WATCHES_OWN && all >= SHARED / 2);
	come(CLIENTS - 1, 8);
	EXPECT(fill_watches(CLIENTS - 1) > WATCHES_OWN);
}

TEST(a_second_watch_of_the_same_nick_uses_no_further_share)
{
	start();
	for (int slot = 0; slot < CLIENTS; slot++) {
		come(slot, 7);
		for (int n = 0; n < WATCHES_PER_CLIENT; n++)
			EXPECT(watch_add(slot, word("n%d", n, 0)));
	}
}

/* With any connects, disconnects and common nicks, each client can watch as many nicks as it has for itself. */
TEST(each_client_can_always_use_its_own_watches)
{
	start();
	for (int slot = 0; slot < CLIENTS; slot++)
		come(slot, (uint32_t)random_below(CLIENTS / 4 + 1) + 1);
	for (int round = 0; round < 20000; round++) {
		int slot = random_below(CLIENTS), what = random_below(100);
		if (what < 2) {
			leave(slot);
			come(slot, (uint32_t)random_below(CLIENTS) + 1);
		} else if (what < 10) {
			watch_clear(slot);
		} else if (what < 60) {
			(void)watch_add(slot, word("n%dx%d", random_below(CLIENTS), random_below(8)));
		} else if (users[slot].watches < WATCHES_OWN) {
			EXPECT(watch_add(slot, word("z%dx%d", slot, round)));
		}
	}
	for (int slot = 0; slot < CLIENTS; slot++)
		for (int n = 0; users[slot].watches < WATCHES_OWN; n++)
			EXPECT(watch_add(slot, word("own%dx%d", slot, n)));
}

/* ---- read markers ---- */

TEST(an_address_may_use_half_of_the_shared_markers_and_each_client_its_own)
{
	int all = 0;

	start();
	for (int slot = 0; slot < CLIENTS - 1; slot++) {
		come(slot, 7);
		for (int n = 0; read_marker_set(slot, word("#c%d", n, 0), 1) != 0; n++)
			all++;
		EXPECT(users[slot].markers >= MARKERS_OWN && users[slot].markers <= MARKERS_PER_CLIENT);
	}
	EXPECT_INT(all, MARKERS_OWN * (CLIENTS - 1) + (MARKERS - MARKERS_OWN * CLIENTS) / 2);
	come(CLIENTS - 1, 8);
	for (int n = 0; n < MARKERS_OWN + 8; n++)
		EXPECT(read_marker_set(CLIENTS - 1, word("#c%d", n, 0), 1) != 0);
	read_marker_rename("#c0", "#c1"); /* now they are one */
	EXPECT_INT(users[CLIENTS - 1].markers, MARKERS_OWN + 7);
	for (int slot = 0; slot < CLIENTS; slot++) {
		leave(slot);
		EXPECT_INT(users[slot].markers, 0);
	}
	for (int i = 0; i < MARKERS; i++)
		EXPECT_INT(markers[i].slot, 0);
}

TEST(the_tables_hold_the_own_entries_of_all_clients)
{
	start();
	all_come();
	for (int slot = CLIENTS - 1; slot >= 0; slot--) /* greedily: the first take all that they can get */
		for (int n = 0; n < MARKERS_PER_CLIENT; n++)
			EXPECT(read_marker_set(slot, word("#c%d", n, 0), 1) != 0 || n >= MARKERS_OWN);
}
