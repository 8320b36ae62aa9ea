/* client.h: every size of linnet(1) that limits.h does not already name, with its unit. All of it is static. */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "limits.h"

/* ---- texts: bytes ---- */

/* A line being typed. What is longer than one IRC line is sent as several messages. */
#define EDIT_BYTES 1024
/* What is read at once from the keyboard or a pipe. */
#define INPUT_READ_BYTES 4096
/* A line read from a pipe: what is longer goes on as the next line. */
#define INPUT_LINE_BYTES 4096
/* What is written at once. */
#define OUTPUT_BYTES 8192
/* One message as text for a person, with its NUL; each byte that is no text takes three. What is longer is cut. */
#define SHOW_BYTES 4096
/* The room in front of the line being typed. */
#define PROMPT_BYTES (CHANNEL_NAME_MAX + 4)

/* Nicks, channels and servers of other networks may be longer than linnetd's own. */
#define NICK_NAME_MAX 63
#define CHANNEL_NAME_MAX 200
/* A host name (RFC 1035 section 2.3.4). */
#define HOST_NAME_MAX_BYTES 253

/* ---- the connection: bytes ---- */

/* A line from a server, tags included (IRCv3 message-tags: 8191 bytes of tags). What is longer is left out and said. */
#define SERVER_LINE_BYTES (8191 + LINE_MAX_BYTES)
#define LINK_IN_BYTES (SERVER_LINE_BYTES + 3584)
#define LINK_OUT_BYTES 8192
/* Free bytes of it without which nothing that one says is put there: a command and a PING have to fit. */
#define LINK_OUT_RESERVE 2048

/* The rooms that one can be in, at most; the server may say less. */
#define ROOMS 20

/* Lines from a pipe that the server has not yet confirmed, at most. Servers with flood protection let through about
 * one line a second after the first few: this is little enough for each of them to hold on to. */
#define UNCONFIRMED_LINES 8

/* Nicks that are tried before giving up, when one is in use. */
#define NICK_TRIES 10
/* What every server allows (RFC 1459 section 1.2): a nick that is refused is cut to this. */
#define NICK_SHORT 9

/* ---- patience: milliseconds ---- */

/* How long one address may take to answer when another one is left, and the last one. */
#define CONNECT_MS 3000
#define CONNECT_LAST_MS 15000
/* Silence of the server after which it is asked (PING), and then how long it may take to answer. */
#define SILENCE_MS 90000
#define ANSWER_MS 60000
/* How long the server may take to end the connection after QUIT. */
#define LEAVE_MS 3000
/* A lone escape byte is the key Esc when nothing follows for so long. */
#define ESCAPE_MS 50

#endif
