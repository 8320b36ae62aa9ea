/* user.h: the users. */
#ifndef CHAT_USER_H
#define CHAT_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bits.h"
#include "chat/outq.h"
#include "limits.h"

#define CHANNEL_WORDS BITS_WORDS(CHANNELS) /* a set of channels */

/* User modes, and their letters in this order. */
enum {
	USER_INVISIBLE = 1 << 0, /* i: WHO and NAMES show them only to users who share a channel with them */
	USER_OPER = 1 << 1,      /* o: an IRC operator */
	USER_WALLOPS = 1 << 2,   /* w: gets WALLOPS */
	USER_BOT = 1 << 3,       /* B: a bot (IRCv3 bot-mode) */
};
#define USER_MODE_LETTERS "iowB"
#define USER_BOT_LETTER "B"

/* The user of each slot. */
struct user {
	uint32_t session; /* the connection's number, never used twice */
	uint32_t origin;  /* the number of its address: all connections of an address share its limits (share.h) */
	bool present;     /* there is a connection */
	bool registered;  /* it has a nick and a user name, and CAP negotiation is over */
	uint8_t modes;
	uint16_t watches;   /* nicks that the user watches (watch.c) */
	uint16_t founded;   /* channels that count for the user's address (founder.c) */
	uint16_t markers;   /* read markers (read_marker.c) */
	uint16_t account;   /* the row of the account that they are logged in to, plus 1; 0: none (account.h) */
	uint32_t caps;      /* enum cap bits: the capabilities enabled (server/cmd/cap.h) */
	uint32_t nick_hash; /* name_hash of nick, for quick look-ups */
	uint64_t spoke_ms;  /* clock_ms of the last PRIVMSG, or of registration: the start of the idle time */
	uint64_t signon;    /* seconds since 1970 UTC */
	uint32_t in[CHANNEL_WORDS];
	char nick[NICK_MAX + 1]; /* "" until chosen */
	char name[USER_MAX + 1]; /* the user name, with ~; "" until chosen */
	char host[HOST_MAX + 1];
	char realname[REALNAME_MAX + 1];
	char away[AWAY_MAX + 1]; /* the away message; "" when not away */
};
extern struct user users[CLIENTS];

/* Users connected, users registered, and the most registered at once. */
struct user_counts {
	int present, registered, registered_most;
};
extern struct user_counts user_counts;

/* Starts the user of a new connection, without a name. `origin` is the number of the entry of its address, not 0. */
void user_open(int slot, const char *host, uint32_t origin);

/* Ends the user of a connection that is gone, and frees the nick. The user must have left all channels. */
void user_close(int slot);

/* Sets a nick. For a registered user, no other registered user may have it. */
void user_set_nick(int slot, const char *nick);

/* The nick, or "*" until there is one. */
const char *user_nick(int slot);

/* Registers the user, who has a nick and a user name. */
void user_register(int slot, uint64_t now_ms, uint64_t wall_seconds);

/* Makes a registered user, who is in no channel, a connection that is not registered, without a nick. */
void user_unregister(int slot);

/* The slot of the registered user with this nick, or -1. */
int user_find_registered(const char *nick);

/* The number of registered users with a mode. */
int user_count_mode(uint8_t mode);

/* True when two users share a channel. */
bool user_shares_channel(int a, int b);

#endif
