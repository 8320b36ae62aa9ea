/* login.c: logs users in to accounts, and out. All under the chat lock; stateless. */
#include "server/account/login.h"

#include "base/buf.h"
#include "chat/account.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "server/account/derive.h"
#include "server/cmd/cap.h"
#include "server/cmd/cmd_user.h"
#include "server/cmd/reply.h"
#include "server/conn/backpressure.h"
#include "server/conn/guess.h"

int login_check(struct slot *s, const char *name, const char *password)
{
	struct account_keys keys;
	int row;

	ASSERT_CHAT_LOCKED();
	if (!guess_begin(s))
		return -1;
	row = account_find(name);
	if (row >= 0) {
		keys = account_table->row[row].keys;
		if (!derive_keys(s, password, &keys)) {
			guess_end(s);
			return -1;
		}
		row = account_find(name); /* it may be gone, or have another password now */
	}
	if (row >= 0 && !bytes_equal(keys.stored_key, account_table->row[row].keys.stored_key, SHA256_BYTES))
		row = -1;
	if (row < 0)
		guess_wrong(s);
	guess_end(s);
	return row;
}

/* Tells those with account-notify which account the user has now; waits on behalf of s. */
static void announce(struct slot *s, int slot)
{
	uint32_t told[SLOT_WORDS];
	const char *account;
	struct event e;

	do {
		if (!users[slot].registered)
			return;
		cmd_user_audience(slot, CAP_ACCOUNT_NOTIFY, told);
	} while (backpressure_wait_for(s->index, told) == BACKPRESSURE_WAITED);
	if (s->state != SLOT_OPEN)
		return;
	account = account_of(slot);
	buf_fmt(event_from(&e, slot), "ACCOUNT %s", account != NULL ? account : "*");
	event_to_set(&e, told);
	event_end(&e);
}

void login_enter(struct slot *s, int row)
{
	struct user *u = &users[s->index];
	const char *name = account_table->row[row].name;

	ASSERT_CHAT_LOCKED();
	u->account = (uint16_t)(row + 1);
	reply(s->index, RPL_LOGGEDIN, user_nick(s->index), u->name[0] != '\0' ? u->name : "*", u->host, name, name);
	announce(s, s->index);
}

void login_end_all(struct slot *s, int row)
{
	ASSERT_CHAT_LOCKED();
	for (int i = 0; i < CLIENTS; i++) {
		struct user *u = &users[i];
		if (!u->present || u->account != row + 1)
			continue;
		u->account = 0;
		reply(i, RPL_LOGGEDOUT, user_nick(i), u->name[0] != '\0' ? u->name : "*", u->host);
		announce(s, i);
	}
}
