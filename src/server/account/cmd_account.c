/* cmd_account.c: REGISTER, VERIFY, LOGIN, ACCOUNT: accounts are made, used and looked after.
 *
 * All under the chat lock; stateless. Sources: IRCv3 account-registration.
 * LOGIN is for people whose client knows no SASL, and ACCOUNT for operators.
 */
#include <string.h>

#include "base/clock.h"
#include "chat/account.h"
#include "chat/event.h"
#include "chat/user.h"
#include "irc/format.h"
#include "irc/name.h"
#include "server/account/cmd.h"
#include "server/account/derive.h"
#include "server/account/login.h"
#include "server/cmd/reply.h"
#include "server/config/settings.h"
#include "server/conn/backpressure.h"
#include "server/conn/guess.h"
#include "server/conn/origin.h"

/* Accounts that an address may register in a row, and the time for each further one, milliseconds. */
#define REGISTER_BURST 5
#define REGISTER_MS 60000

/* A FAIL: whoever sends a command of account-registration knows it. People in plain mode get a sentence. */
static void refuse(struct slot *s, const char *command, const char *code, const char *account, const char *why)
{
	if (outqs[s->index].kind == OUTQ_PLAIN)
		reply_notice(s->index, "%s.", why);
	else
		reply_line(s->index, "FAIL %s %s %s :%s", command, code, reply_word(account), why);
}

static bool is_password(const char *password)
{
	size_t n = strlen(password);

	return n > 0 && n <= ACCOUNT_PASSWORD_MAX;
}

static const char wrong_password[] = "A password has 1 to " STRING(ACCOUNT_PASSWORD_MAX) " bytes";

/* ---- REGISTER, VERIFY ---- */

/* The seconds until the address may register another account. With --per-address 0 it always may. */
static unsigned seconds_to_wait(const struct slot *s)
{
	uint32_t debt = origin_debt(s->origin, ORIGIN_REGISTERED, event_now_ms());
	uint32_t most = (REGISTER_BURST - 1) * REGISTER_MS;

	return settings.per_address != 0 && debt > most ? (debt - most + 999) / 1000 : 0;
}

/* Whether the user may register an account of that name now; else false, after the error reply. */
static bool may_register(struct slot *s, const char *name)
{
	static const char command[] = "REGISTER";
	int holder = user_find_registered(name);

	if (settings.accounts == ACCOUNTS_CLOSED)
		refuse(s, command, "TEMPORARILY_UNAVAILABLE", name, "No accounts can be registered on this server");
	else if (settings.accounts == ACCOUNTS_OPERATORS && !(users[s->index].modes & USER_OPER))
		refuse(s, command, "TEMPORARILY_UNAVAILABLE", name,
		       "Only this server's operators make accounts: ask one of them");
	else if (account_of(s->index) != NULL)
		refuse(s, command, "ALREADY_AUTHENTICATED", name, "You are logged in to an account already");
	else if (!name_is_nick(name))
		refuse(s, command, "BAD_ACCOUNT_NAME", name, "An account's name must be one that a nick may have");
	else if (account_find(name) >= 0)
		refuse(s, command, "ACCOUNT_EXISTS", name, "There is an account of that name already");
	else if (holder >= 0 && holder != s->index)
		refuse(s, command, "USERNAME_EXISTS", name, "Somebody else is using that nick");
	else if (seconds_to_wait(s) > 0)
		refuse(s, command, "TEMPORARILY_UNAVAILABLE", name,
		       "Your address has registered many accounts: wait some minutes");
	else
		return true;
	return false;
}

/* Makes an account, if its name is still free after the time that its keys take. The row, or -1 after the error
 * reply. */
static int make(struct slot *s, const char *command, const char *name, const char *password)
{
	struct account_keys keys;
	bool made = guess_begin(s) && derive_new_keys(s, password, &keys);
	int row = -1;

	guess_end(s);
	if (!made)
		return -1;
	if (account_find(name) >= 0) {
		refuse(s, command, "ACCOUNT_EXISTS", name, "There is an account of that name already");
		return -1;
	}
	row = account_add(name, &keys, clock_sane(event_wall_ms()) ? event_wall_ms() / 1000 : 0);
	if (row < 0)
		refuse(s, command, "TEMPORARILY_UNAVAILABLE", name, "This server has no room for another account");
	return row;
}

void cmd_register(struct slot *s, const struct irc_msg *m)
{
	const char *nick = users[s->index].nick, *email = m->params[1], *password = m->params[2];
	char name[NICK_MAX + 1];
	int row, holder;

	if (strcmp(m->params[0], "*") == 0 && *nick == '\0') {
		refuse(s, "REGISTER", "NEED_NICK", "*", "First take a nick");
		return;
	}
	if (!may_register(s, strcmp(m->params[0], "*") == 0 ? nick : m->params[0]))
		return;
	buf_copy(name, sizeof name, strcmp(m->params[0], "*") == 0 ? nick : m->params[0]);
	if (strcmp(email, "*") != 0 && strchr(email, '@') == NULL) {
		refuse(s, "REGISTER", "INVALID_EMAIL", name, "Write * for the address: this server sends no mail");
		return;
	}
	if (!is_password(password)) {
		refuse(s, "REGISTER", "UNACCEPTABLE_PASSWORD", name, wrong_password);
		return;
	}
	row = make(s, "REGISTER", name, password);
	if (row < 0)
		return;
	holder = user_find_registered(name);
	if (holder >= 0 && holder != s->index) { /* somebody has taken it meanwhile */
		account_remove(row);
		refuse(s, "REGISTER", "USERNAME_EXISTS", name, "Somebody else is using that nick");
		return;
	}
	origin_charge(s->origin, ORIGIN_REGISTERED, REGISTER_MS, event_now_ms());
	if (outqs[s->index].kind == OUTQ_PLAIN)
		reply_notice(s->index, "The name %s is yours now: its password is asked for from now on.", name);
	else
		reply_line(s->index, "REGISTER SUCCESS %s :The account is made, and you are logged in", name);
	login_enter(s, row);
}

/* Accounts need no verification. */
void cmd_verify(struct slot *s, const struct irc_msg *m)
{
	if (account_of(s->index) != NULL)
		refuse(s, "VERIFY", "ALREADY_AUTHENTICATED", m->params[0], "You are logged in to an account already");
	else
		refuse(s, "VERIFY", "INVALID_CODE", m->params[0], "This server's accounts need no code");
}

/* ---- LOGIN ---- */

void cmd_login(struct slot *s, const struct irc_msg *m)
{
	const char *name = m->nparams > 1 ? m->params[0] : users[s->index].nick;
	int row = login_check(s, name, m->params[m->nparams - 1]);

	if (row >= 0)
		login_enter(s, row);
	else if (s->state == SLOT_OPEN)
		reply(s->index, ERR_PASSWDMISMATCH);
}

/* ---- ACCOUNT ---- */

static void list(struct slot *s)
{
	int n = 0;

	for (int i = 0; i < ACCOUNTS; i++) {
		const struct account *a = &account_table->row[i];
		int users_of = 0;
		char date[32] = "an unknown date";
		struct buf b;

		if (backpressure_wait_to_answer(s->index) == BACKPRESSURE_CLOSED)
			return;
		if (a->name[0] == '\0')
			continue;
		n++;
		for (int u = 0; u < CLIENTS; u++)
			users_of += users[u].present && users[u].account == i + 1;
		if (a->created != 0) {
			buf_init(&b, date, sizeof date);
			format_date(&b, a->created * 1000);
		}
		reply_notice(s->index, "%s: since %s, logged in: %d", a->name, date, users_of);
	}
	reply_notice(s->index, "%d of %d accounts", n, ACCOUNTS);
}

static void add(struct slot *s, const char *name, const char *password)
{
	if (!name_is_nick(name))
		refuse(s, "ACCOUNT", "BAD_ACCOUNT_NAME", name, "An account's name must be one that a nick may have");
	else if (account_find(name) >= 0)
		refuse(s, "ACCOUNT", "ACCOUNT_EXISTS", name, "There is an account of that name already");
	else if (make(s, "ACCOUNT", name, password) >= 0)
		reply_notice(s->index, "The account %s is made.", name);
}

/* Gives an account another password. Whoever is logged in to it is logged out: it may have been a thief. */
static void reset(struct slot *s, const char *name, const char *password)
{
	struct account_keys keys;
	bool made = guess_begin(s) && derive_new_keys(s, password, &keys);
	int row;

	guess_end(s);
	row = made ? account_find(name) : -1;
	if (row < 0)
		return;
	account_set_keys(row, &keys);
	login_end_all(s, row);
	reply_notice(s->index, "The account %s has a new password; nobody is logged in to it.", name);
}

void cmd_account(struct slot *s, const struct irc_msg *m)
{
	const char *what = m->params[0], *name = m->nparams > 1 ? m->params[1] : "";
	bool adds = name_equal(what, "ADD"), resets = name_equal(what, "PASSWORD");
	bool deletes = name_equal(what, "DELETE");
	int row;

	if (name_equal(what, "LIST")) {
		list(s);
	} else if (!adds && !resets && !deletes) {
		refuse(s, "ACCOUNT", "INVALID_PARAMS", what, "It is LIST, ADD, PASSWORD or DELETE");
	} else if (m->nparams < 3 - deletes) {
		reply(s->index, ERR_NEEDMOREPARAMS, "ACCOUNT");
	} else if (!deletes && !is_password(m->params[2])) {
		refuse(s, "ACCOUNT", "UNACCEPTABLE_PASSWORD", name, wrong_password);
	} else if (adds) {
		add(s, name, m->params[2]);
	} else if ((row = account_find(name)) < 0) {
		refuse(s, "ACCOUNT", "ACCOUNT_DOES_NOT_EXIST", name, "There is no account of that name");
	} else if (resets) {
		reset(s, name, m->params[2]);
	} else {
		login_end_all(s, row);
		account_remove(row);
		reply_notice(s->index, "The account %s is deleted.", name);
	}
}
