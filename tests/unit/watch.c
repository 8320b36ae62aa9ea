/* chat/watch and chat/whowas: nicks that are watched, and nicks that were. */
#include "chat/outq.h"
#include "chat/user.h"
#include "chat/watch.h"
#include "chat/whowas.h"
#include "chat_lock.h"
#include "server/conn/slot.h"
#include "unit.h"

/* Nobody is here, nothing is watched, and the lock is held: each test begins like this. */
static void start(void)
{
	hold_chat_lock();
	memset(users, 0, CLIENTS * sizeof users[0]);
	memset(watches, 0, WATCHES * sizeof watches[0]);
	memset(whowas, 0, WHOWAS_MAX * sizeof whowas[0]);
}

/* ---- watches ---- */

/* A client from an address of its own. */
static void watcher(int slot)
{
	char nick[8];

	snprintf(nick, sizeof nick, "w%d", slot);
	user_open(slot, "127.0.0.1", (uint32_t)slot + 1);
	user_set_nick(slot, nick);
}

static int readers_of(const char *nick)
{
	uint32_t set[SLOT_WORDS] = { 0 };

	watch_readers(nick, set);
	return bits_count(set, SLOT_WORDS);
}

TEST(a_nick_is_watched_until_its_last_watcher_removes_it)
{
	start();
	watcher(0);
	watcher(1);
	EXPECT_INT(watch_add(0, "finch"), true);
	EXPECT_INT(watch_add(0, "FINCH"), true);
	EXPECT_INT(watch_add(1, "finch"), true);
	EXPECT_INT(users[0].watches, 1);
	EXPECT_INT(readers_of("Finch"), 2);
	watch_remove(0, "finch");
	watch_remove(0, "finch");
	EXPECT_INT(users[0].watches, 0);
	EXPECT_INT(readers_of("finch"), 1);
	watch_clear(1);
	EXPECT_INT(readers_of("finch"), 0);
}

TEST(a_client_watches_nicks_up_to_its_limit)
{
	char nick[16];
	int at = 0, n = 0;

	start();
	watcher(0);
	for (int i = 0; i < WATCHES_PER_CLIENT; i++) {
		snprintf(nick, sizeof nick, "n%d", i);
		EXPECT_INT(watch_add(0, nick), true);
	}
	EXPECT_INT(watch_add(0, "another"), false);
	EXPECT_INT(readers_of("another"), 0);
	EXPECT_INT(watch_add(0, "n0"), true);
	while (watch_next(0, &at) != NULL)
		n++;
	EXPECT_INT(n, WATCHES_PER_CLIENT);
}

/* ---- former nicks (WHOWAS) ---- */

TEST(former_nicks_are_found_newest_first_until_they_are_forgotten)
{
	uint32_t at;

	start();
	watcher(0);
	user_set_nick(0, "finch");
	whowas_add(0, 100);
	whowas_add(0, 200);
	at = whowas_newest();
	EXPECT_INT((int)whowas_before("FINCH", &at)->until, 200);
	EXPECT_INT((int)whowas_before("finch", &at)->until, 100);
	EXPECT_INT(whowas_before("finch", &at) == NULL, true);
	user_set_nick(0, "wren");
	at = whowas_newest();
	EXPECT_INT((int)whowas_before("finch", &at)->until, 200);
	for (int i = 0; i < WHOWAS_MAX - 1; i++)
		whowas_add(0, 300);
	EXPECT_INT(whowas_before("finch", &at) == NULL, true); /* its place is gone while the reader waited */
	at = whowas_newest();
	EXPECT_INT((int)whowas_before("finch", &at)->until, 200);
	whowas_add(0, 300);
	at = whowas_newest();
	EXPECT_INT(whowas_before("finch", &at) == NULL, true);
}

static int remembered(const char *nick)
{
	uint32_t at = whowas_newest();
	int n = 0;

	while (whowas_before(nick, &at) != NULL)
		n++;
	return n;
}

/* The user of a slot gives up a nick: "e" and a number. */
static void gives_up(int slot, int number)
{
	char nick[16];

	snprintf(nick, sizeof nick, "e%d", number);
	user_set_nick(slot, nick);
	whowas_add(slot, 100);
}

TEST(an_address_that_changes_nicks_evicts_only_its_own_entries)
{
	start();
	watcher(0);
	user_open(1, "192.0.2.1", 1000);
	user_set_nick(0, "wren");
	whowas_add(0, 100);
	for (int n = 0; n < 2 * WHOWAS_MAX; n++)
		gives_up(1, n);
	EXPECT_INT(remembered("wren"), 1);
	for (int n = 0; n < 9; n++) { /* all of the table but one are theirs */
		char nick[16];
		snprintf(nick, sizeof nick, "e%d", WHOWAS_MAX - 3 + n);
		EXPECT_INT(remembered(nick), n >= 4);
	}
}

/* More addresses than there are entries, and all of them change nicks again and again. */
TEST(former_nicks_of_connected_clients_are_evicted_before_those_of_clients_that_left)
{
	start();
	for (int slot = 0; slot < CLIENTS - 1; slot++) {
		watcher(slot);
		users[slot].registered = true;
		gives_up(slot, slot);
	}
	user_open(CLIENTS - 1, "192.0.2.1", 1000);
	user_set_nick(CLIENTS - 1, "wren");
	whowas_add(CLIENTS - 1, 100);
	user_close(CLIENTS - 1);
	for (int n = 0; n < 4 * WHOWAS_MAX; n++)
		gives_up(n % (CLIENTS - 1), n);
	EXPECT_INT(remembered("wren"), 1);
}

TEST(between_addresses_with_equal_counts_the_oldest_entry_is_evicted)
{
	start();
	for (int n = 0; n < WHOWAS_MAX; n++) {
		user_open(0, "192.0.2.1", (uint32_t)n + 1);
		gives_up(0, n);
		user_close(0);
	}
	EXPECT_INT(remembered("e0"), 1);
	user_open(0, "192.0.2.1", 1000);
	gives_up(0, 1000);
	EXPECT_INT(remembered("e0"), 0);
	EXPECT_INT(remembered("e1"), 1);
	EXPECT_INT(remembered("e1000"), 1);
	gives_up(0, 1001);
	EXPECT_INT(remembered("e1000"), 0); /* its second one takes the place of its first */
	EXPECT_INT(remembered("e1"), 1);
}
