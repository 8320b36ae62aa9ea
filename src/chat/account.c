/* account.c: the table of accounts.
 *
 * Owns account_table; the accounts that users are logged in to stand in
 * users[]. Called under the chat lock. When the table is full, account_add says
 * so, and REGISTER fails. `make ACCOUNTS=0` builds account_none.c instead.
 */
#include "chat/account.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "irc/name.h"

_Static_assert(ACCOUNTS < UINT16_MAX, "users[].account has two bytes: lower ACCOUNTS");

#define ROWS (account_table->row)

int account_find(const char *name)
{
	uint32_t hash = name_hash(name);

	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < ACCOUNTS; i++)
		if (ROWS[i].name_hash == hash && ROWS[i].name[0] != '\0' && name_equal(ROWS[i].name, name))
			return i;
	return -1;
}

int account_add(const char *name, const struct account_keys *keys, uint64_t wall_seconds)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < ACCOUNTS; i++) {
		struct account *a = &ROWS[i];
		if (a->name[0] != '\0')
			continue;
		*a = (struct account){ .created = wall_seconds, .name_hash = name_hash(name), .keys = *keys };
		buf_copy(a->name, sizeof a->name, name);
		account_table->changes++;
		return i;
	}
	return -1;
}

void account_set_keys(int row, const struct account_keys *keys)
{
	ASSERT_CHAT_LOCKED();
	CHECK(ROWS[row].name[0] != '\0');
	ROWS[row].keys = *keys;
	account_table->changes++;
}

void account_remove(int row)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++)
		CHECK(!users[i].present || users[i].account != row + 1);
	memset(&ROWS[row], 0, sizeof ROWS[row]);
	account_table->changes++;
}

const char *account_of(int slot)
{
	return users[slot].account != 0 ? ROWS[users[slot].account - 1].name : NULL;
}

bool account_owns(int slot, const char *nick)
{
	const char *account = account_of(slot);

	return account != NULL && name_equal(account, nick);
}

bool account_protects(const char *nick, int slot)
{
	return !account_owns(slot, nick) && account_find(nick) >= 0;
}
