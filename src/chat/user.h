/* user.h: who is here. */
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
	USER_INVISIBLE = 1 << 0, /* i: only those who share a channel see them in WHO and NAMES */
	USER_OPER = 1 << 1,      /* o: an operator of this server */
	USER_WALLOPS = 1 << 2,   /* w: gets what operators say to all (WALLOPS) */
	USER_BOT = 1 << 3,       /* B: a program (IRCv3 bot-mode) */
};
#define USER_MODE_LETTERS "iowB"
#define USER_BOT_LETTER "B"

/* The user of each slot. */
struct user {
	uint32_t session; /* the connection's number: no other has had it */
	uint32_t origin;  /* the number of its address: what connections of one address hold counts together */
	bool present;     /* there is a connection */
	bool registered;  /* it has said who it is */
	uint8_t modes;
	uint16_t watches;   /* nicks they watch (watch.c) */
	uint16_t founded;   /* channels that count for their address (founder.c) */
	uint16_t markers;   /* places whose read markers they have set (read_marker.c) */
	uint32_t caps;      /* enum cap bits it has asked for (server/cmd/cap.h) */
	uint32_t nick_hash; /* name_hash of nick, for quick look-ups */
	uint64_t spoke_ms;  /* clock_ms of the last PRIVMSG, or of registration: the idle time */
	uint64_t signon;    /* seconds since 1970 UTC */
	uint32_t in[CHANNEL_WORDS];
	char nick[NICK_MAX + 1]; /* "" until chosen */
	char name[USER_MAX + 1]; /* the user name, with its ~; "" until chosen */
	char host[HOST_MAX + 1];
	char realname[REALNAME_MAX + 1];
	char away[AWAY_MAX + 1]; /* "" when here */
};
extern struct user users[CLIENTS];

/* How many are here, and the most there have been at once. */
struct user_counts {
	int present, registered, registered_most;
};
extern struct user_counts user_counts;

/* A new connection's user: no name yet. `origin` is the number of what counts as its address, not 0. */
void user_open(int slot, const char *host, uint32_t origin);

/* The connection is gone: the name is free. They are in no channel any more. */
void user_close(int slot);

/* Sets a nick; that of a registered user is one that no other registered user has. */
void user_set_nick(int slot, const char *nick);

/* The nick, or "*" until there is one. */
const char *user_nick(int slot);

/* They have said who they are. */
void user_register(int slot, uint64_t now_ms, uint64_t wall_seconds);

/* The slot of the registered user with this nick, or -1. */
int user_find_registered(const char *nick);

/* Registered users who have a mode. */
int user_count_mode(uint8_t mode);

/* True when the two share a channel. */
bool user_shares_channel(int a, int b);

#endif
