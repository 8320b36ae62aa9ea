/* account.h: accounts: names that belong to whoever knows their password. */
#ifndef CHAT_ACCOUNT_H
#define CHAT_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"
#include "limits.h"

#if ACCOUNTS < 0 || ACCOUNTS > 4096
#error "ACCOUNTS is out of range: choose from 0 to 4096, as in `make ACCOUNTS=128`"
#endif

#define ACCOUNT_SALT 16 /* bytes */

/* What is kept of a password: SCRAM-SHA-256's keys (RFC 5802 section 3, RFC 7677). They do not tell it. */
struct account_keys {
	uint32_t iterations;
	unsigned char salt[ACCOUNT_SALT], stored_key[SHA256_BYTES], server_key[SHA256_BYTES];
};

/* A row of the table. It has no pointers, so that a copy of it may be written to a file as it is. */
struct account {
	uint64_t created;        /* seconds since 1970 UTC; 0: the clock had not been set */
	uint32_t name_hash;      /* name_hash of name, for quick look-ups */
	char name[NICK_MAX + 1]; /* as typed at registration; "": a free row */
	struct account_keys keys;
};

#if ACCOUNTS > 0
/* `changes` counts the changes of any row, so that a copy of the table can be brought up to date when it moves. */
struct account_table {
	uint32_t changes;
	struct account row[ACCOUNTS];
};
extern struct account_table account_table[1];
#define ACCOUNT_OBJECTS(X) X(account_table, struct account_table, 1, "accounts")
#else
#define ACCOUNT_OBJECTS(X)
#endif

/* All under the chat lock. Names are compared as nicks are (irc/name.h). */

/* The row of an account, or -1. */
int account_find(const char *name);

/* Adds an account, and returns its row; -1: the table is full. There is no other one of that name. */
int account_add(const char *name, const struct account_keys *keys, uint64_t wall_seconds);

/* Gives an account other keys. */
void account_set_keys(int row, const struct account_keys *keys);

/* Frees the row. Nobody may be logged in to it. */
void account_remove(int row);

/* The name of the account that a user is logged in to; NULL: none. */
const char *account_of(int slot);

/* Whether a nick is the name of an account that the user is not logged in to: only its owner may have that nick. */
bool account_protects(const char *nick, int slot);

/* Whether a nick is the name of the user's own account. */
bool account_owns(int slot, const char *nick);

#endif
