/* user.c: the users.
 *
 * Owns users[], by slot. A nick belongs to the first user who registers with it.
 * Before registration several connections may ask for the same nick, so nobody
 * can block a nick without registering. Called under the chat lock. Never full:
 * there are as many users as slots.
 */
#include "chat/user.h"

#include <string.h>

#include "base/buf.h"
#include "chat/lock.h"
#include "chat/outq.h"
#include "irc/name.h"

struct user_counts user_counts;

void user_open(int slot, const char *host, uint32_t origin)
{
	static uint32_t sessions;
	struct user *u = &users[slot];

	ASSERT_CHAT_LOCKED();
	CHECK(!u->present && origin != 0);
	memset(u, 0, sizeof *u);
	u->session = ++sessions;
	u->origin = origin;
	u->present = true;
	buf_copy(u->host, sizeof u->host, host);
	user_counts.present++;
}

void user_unregister(int slot)
{
	struct user *u = &users[slot];

	ASSERT_CHAT_LOCKED();
	CHECK(bits_none(u->in, CHANNEL_WORDS));
	if (u->registered)
		user_counts.registered--;
	u->registered = false;
	u->nick[0] = '\0';
}

void user_close(int slot)
{
	CHECK(users[slot].present);
	user_unregister(slot);
	user_counts.present--;
	users[slot].present = false;
}

void user_set_nick(int slot, const char *nick)
{
	struct user *u = &users[slot];

	ASSERT_CHAT_LOCKED();
	buf_copy(u->nick, sizeof u->nick, nick);
	u->nick_hash = name_hash(nick);
}

const char *user_nick(int slot)
{
	return users[slot].nick[0] != '\0' ? users[slot].nick : "*";
}

void user_register(int slot, uint64_t now_ms, uint64_t wall_seconds)
{
	struct user *u = &users[slot];

	ASSERT_CHAT_LOCKED();
	CHECK(!u->registered && u->nick[0] != '\0' && u->name[0] != '\0');
	u->registered = true;
	u->spoke_ms = now_ms;
	u->signon = wall_seconds;
	if (++user_counts.registered > user_counts.registered_most)
		user_counts.registered_most = user_counts.registered;
}

int user_find_registered(const char *nick)
{
	uint32_t hash = name_hash(nick);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++)
		if (users[i].nick_hash == hash && users[i].registered && name_equal(users[i].nick, nick))
			return i;
	return -1;
}

int user_count_mode(uint8_t mode)
{
	int n = 0;

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++)
		n += users[i].registered && users[i].modes & mode;
	return n;
}

bool user_shares_channel(int a, int b)
{
	for (int w = 0; w < CHANNEL_WORDS; w++)
		if (users[a].in[w] & users[b].in[w])
			return true;
	return false;
}
