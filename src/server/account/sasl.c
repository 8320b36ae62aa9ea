/* sasl.c: AUTHENTICATE: the mechanisms PLAIN and SCRAM-SHA-256.
 *
 * Owns sasls[], one exchange for each slot, so that nobody waits for room.
 * Passwords are wiped from it after use. All under the chat lock. Sources:
 * IRCv3 sasl-3.1 and sasl-3.2; RFC 4616 for PLAIN.
 */
#include "server/account/cmd.h"
#include "server/account/exchange.h"

#include <string.h>

#include "base/base64.h"
#include "base/random.h"
#include "chat/account.h"
#include "chat/event.h"
#include "chat/lock.h"
#include "chat/user.h"
#include "irc/name.h"
#include "server/account/login.h"
#include "server/account/scram.h"
#include "server/cmd/cap.h"
#include "server/cmd/reply.h"
#include "server/conn/guess.h"

#define PIECE 400   /* bytes of base64 in one AUTHENTICATE; a full one is followed by another */
#define NONCE_TEXT 24

enum sasl_step {
	SASL_NONE,        /* no exchange */
	SASL_PLAIN,       /* waits for the one message of PLAIN */
	SASL_SCRAM_FIRST, /* waits for client-first-message */
	SASL_SCRAM_FINAL, /* waits for client-final-message */
	SASL_SCRAM_OK,    /* the client has proved itself; it acknowledges server-final-message with an empty one */
};

/* The exchange of the slot's connection; one of an earlier connection is over. */
static struct sasl *exchange(struct slot *s)
{
	struct sasl *x = &sasls[s->index];

	if (x->session != users[s->index].session)
		*x = (struct sasl){ .session = users[s->index].session };
	return x;
}

static void end(struct sasl *x)
{
	volatile char *text = x->text;

	for (size_t i = 0; i < sizeof x->text; i++) /* not memset: the compiler may leave that out */
		text[i] = '\0';
	x->step = SASL_NONE;
	x->kept = x->len = 0;
}

static void fail(struct slot *s, struct sasl *x)
{
	end(x);
	if (s->state == SLOT_OPEN)
		reply(s->index, ERR_SASLFAIL);
}

static void succeed(struct slot *s, struct sasl *x, int row)
{
	end(x);
	login_enter(s, row);
	if (s->state == SLOT_OPEN)
		reply(s->index, RPL_SASLSUCCESS);
}

/* Without a source, as the specification's examples have it. */
static void answer(struct slot *s, const char *base64)
{
	struct event e;

	buf_fmt(event_begin(&e), "AUTHENTICATE %s", base64);
	event_to(&e, s->index);
	event_end(&e);
}

/* [authzid] NUL authcid NUL password */
static void plain(struct slot *s, struct sasl *x)
{
	const char *as = x->text, *name = as + strlen(as) + 1, *end = x->text + x->len;
	const char *password = name < end ? name + strlen(name) + 1 : end;
	int row = -1;

	if (password < end && strlen(password) == (size_t)(end - password) && (*as == '\0' || name_equal(as, name)))
		row = login_check(s, name, password);
	if (row >= 0)
		succeed(s, x, row);
	else
		fail(s, x);
}

static void scram_first(struct slot *s, struct sasl *x)
{
	char name[NICK_MAX + 1], nonce[NONCE_TEXT + 1], text[PIECE];
	uint64_t numbers[3];
	struct buf n, out;
	int row;

	chat_unlock(); /* random numbers take a system call */
	for (int i = 0; i < 3; i++)
		numbers[i] = random_number();
	chat_lock();
	if (!scram_read_first(x, name) || !guess_turn(s)) {
		fail(s, x);
		return;
	}
	row = account_find(name);
	if (row < 0)
		guess_wrong(s);
	buf_init(&n, nonce, sizeof nonce);
	base64_put(&n, numbers, NONCE_TEXT / 4 * 3);
	buf_init(&out, text, sizeof text);
	if (row < 0 || !scram_challenge(x, nonce, &account_table->row[row].keys, &out)) {
		fail(s, x);
		return;
	}
	x->step = SASL_SCRAM_FINAL;
	answer(s, out.at);
}

static void scram_final(struct slot *s, struct sasl *x)
{
	char name[NICK_MAX + 1], text[PIECE];
	struct buf out;
	int row;

	if (!guess_turn(s)) {
		fail(s, x);
		return;
	}
	scram_name(x, name);
	row = account_find(name);
	buf_init(&out, text, sizeof text);
	if (row < 0 || !scram_proves(x, &account_table->row[row].keys, &out)) {
		guess_wrong(s);
		fail(s, x);
		return;
	}
	x->step = SASL_SCRAM_OK;
	x->len = 0;
	answer(s, out.at);
}

static void scram_ok(struct slot *s, struct sasl *x)
{
	char name[NICK_MAX + 1];
	int row;

	scram_name(x, name);
	row = account_find(name);
	if (x->len == 0 && row >= 0)
		succeed(s, x, row);
	else
		fail(s, x);
}

static void begin(struct slot *s, struct sasl *x, const char *mechanism)
{
	end(x);
	if (name_equal(mechanism, "PLAIN")) {
		x->step = SASL_PLAIN;
	} else if (name_equal(mechanism, "SCRAM-SHA-256")) {
		x->step = SASL_SCRAM_FIRST;
	} else {
		reply(s->index, RPL_SASLMECHS, "PLAIN,SCRAM-SHA-256");
		fail(s, x);
		return;
	}
	answer(s, "+");
}

/* Adds a piece to the message that is arriving. False, after the error reply: it cannot be used. */
static bool take(struct slot *s, struct sasl *x, const char *piece, size_t n)
{
	size_t before = (size_t)x->kept + x->len, room = sizeof x->text - 1 - before;
	long got;

	if (n / 4 * 3 > room + 2) {
		end(x);
		reply(s->index, ERR_SASLTOOLONG);
		return false;
	}
	got = strcmp(piece, "+") == 0 ? 0 : base64_read(piece, n, x->text + before, room);
	if (got < 0) {
		fail(s, x);
		return false;
	}
	x->len += (uint16_t)got;
	x->text[before + (size_t)got] = '\0';
	return true;
}

void cmd_authenticate(struct slot *s, const struct irc_msg *m)
{
	static void (*const steps[])(struct slot *s, struct sasl *x) = {
		[SASL_PLAIN] = plain,
		[SASL_SCRAM_FIRST] = scram_first,
		[SASL_SCRAM_FINAL] = scram_final,
		[SASL_SCRAM_OK] = scram_ok,
	};
	struct sasl *x = exchange(s);
	size_t n = strlen(m->params[0]);

	if (!(users[s->index].caps & CAP_SASL)) {
		fail(s, x);
	} else if (n > PIECE) {
		end(x);
		reply(s->index, ERR_SASLTOOLONG);
	} else if (strcmp(m->params[0], "*") == 0) {
		end(x);
		reply(s->index, ERR_SASLABORTED);
	} else if (x->step == SASL_NONE) {
		begin(s, x, m->params[0]);
	} else if (take(s, x, m->params[0], n) && n < PIECE) {
		steps[x->step](s, x);
	}
}
