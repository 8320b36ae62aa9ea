/* client_limits.h: every size of linnet(1) that limits.h does not already name, with its unit. All of it is static. */
#ifndef CLIENT_CLIENT_LIMITS_H
#define CLIENT_CLIENT_LIMITS_H

#include "limits.h"

/* ---- texts: bytes ---- */

/* A line being typed. What is longer than one IRC line is sent as several messages. */
#ifndef EDIT_BYTES
#define EDIT_BYTES 1024
#endif
/* What is read at once from the keyboard or a pipe. */
#ifndef INPUT_READ_BYTES
#define INPUT_READ_BYTES 4096
#endif
/* A line read from a pipe: what is longer goes on as the next line. */
#ifndef INPUT_LINE_BYTES
#define INPUT_LINE_BYTES 4096
#endif
/* What is written at once. */
#ifndef OUTPUT_BYTES
#define OUTPUT_BYTES 8192
#endif
/* One message as text for a person, with its NUL; each byte that is no text takes three. What is longer is cut. */
#ifndef SHOW_BYTES
#define SHOW_BYTES 4096
#endif
/* What stands in front of the line being typed, `[#channel 2:5 3:1!] `, with its NUL. */
#ifndef PROMPT_BYTES
#define PROMPT_BYTES (3 * CHANNEL_NAME_MAX + 64)
#endif
/* Lines typed before, that Up brings back: all of them together. */
#ifndef RECALL_BYTES
#define RECALL_BYTES 8192
#endif
/* What is pasted at once. */
#ifndef PASTE_BYTES
#define PASTE_BYTES 32768
#endif
/* Bytes that come at once after a paste without an end: so many are the rest of it, not typed. */
#ifndef PASTE_PIECE
#define PASTE_PIECE 256
#endif
/* Lines of a paste that are told when it was not said; of more only the number is. */
#ifndef PASTE_TOLD
#define PASTE_TOLD 20
#endif
/* A control string of a terminal, such as an answer about its colours: what is longer is taken for typed text. */
#ifndef TERMINAL_STRING_BYTES
#define TERMINAL_STRING_BYTES 4096
#endif
/* Whole lines that come at once from a terminal that does not tell what is pasted: so many were pasted, not typed. */
#ifndef PASTE_LINES
#define PASTE_LINES 3
#endif
/* What was said and waits for the server to take it, all together; and lines of it. It has room for one line of a
 * pipe at least. */
#ifndef OUTBOX_BYTES
#define OUTBOX_BYTES 16384
#endif
#ifndef OUTBOX_LINES
#define OUTBOX_LINES 64
#endif

/* Nicks, channels and servers of other networks may be longer than linnetd's own. */
#ifndef NICK_NAME_MAX
#define NICK_NAME_MAX 63
#endif
#ifndef CHANNEL_NAME_MAX
#define CHANNEL_NAME_MAX 200
#endif
/* A host name (RFC 1035 section 2.3.4). */
#ifndef HOST_NAME_MAX_BYTES
#define HOST_NAME_MAX_BYTES 253
#endif

/* ---- the connection: bytes ---- */

/* A line from a server, tags included (IRCv3 message-tags: 8191 bytes of tags). What is longer is left out and said. */
#ifndef SERVER_LINE_BYTES
#define SERVER_LINE_BYTES (8191 + LINE_MAX_BYTES)
#endif
#ifndef LINK_IN_BYTES
#define LINK_IN_BYTES (SERVER_LINE_BYTES + 3584)
#endif
#ifndef LINK_OUT_BYTES
#define LINK_OUT_BYTES 8192
#endif
/* Free bytes of it without which nothing that one says is put there: a command and a PING have to fit. */
#ifndef LINK_OUT_RESERVE
#define LINK_OUT_RESERVE 2048
#endif

/* The windows that one can be in, at most; the server may say less. */
#ifndef WINDOWS
#define WINDOWS 20
#endif

/* Nicks that are remembered, to complete them; who spoke last is forgotten last. */
#ifndef PEOPLE
#define PEOPLE 400
#endif

/* Nicks that are ignored, at most. */
#ifndef IGNORED
#define IGNORED 32
#endif

/* What was said and is remembered for /search, all windows together: bytes. */
#ifndef REMEMBERED_BYTES
#define REMEMBERED_BYTES 32768
#endif
/* A word that is searched for: bytes; lines that are shown, after which a search ends; and pages of HISTORY_ASK
 * messages that the server is asked for. */
#ifndef SEARCH_WORD
#define SEARCH_WORD 100
#endif
#ifndef SEARCH_FOUND
#define SEARCH_FOUND 50
#endif
#ifndef SEARCH_PAGES
#define SEARCH_PAGES 20
#endif

/* Names that are shown when one enters a channel; of the others only how many there are. */
#ifndef NAMES_SHOWN
#define NAMES_SHOWN 100
#endif

/* What IRCv3 names: the identity of a message (message-tags: msgid), of a batch. Bytes; a longer one is not used. */
#ifndef ID_MAX
#define ID_MAX 63
#endif
/* Batches that a server may have open at once; what is in others is taken as if it were in none. */
#ifndef BATCHES
#define BATCHES 4
#endif

/* Messages that are asked for from a channel's history at once, and how often in a row after a gap. */
#ifndef HISTORY_ASK
#define HISTORY_ASK 100
#endif
#ifndef HISTORY_PAGES
#define HISTORY_PAGES 20
#endif
/* And when one enters it. */
#ifndef HISTORY_ENTER
#define HISTORY_ENTER 20
#endif

/* Messages that the server has not yet confirmed, at most. Servers with flood protection let through about
 * one line a second after the first few: this is little enough for each of them to hold on to. */
#ifndef UNCONFIRMED_LINES
#define UNCONFIRMED_LINES 8
#endif

/* Nicks that are tried before giving up, when one is in use. */
#ifndef NICK_TRIES
#define NICK_TRIES 10
#endif
/* What every server allows (RFC 1459 section 1.2): a nick that is refused is cut to this. */
#ifndef NICK_SHORT
#define NICK_SHORT 9
#endif

/* ---- patience: milliseconds ---- */

/* How long one address may take to answer when another one is left, and the last one. */
#ifndef CONNECT_MS
#define CONNECT_MS 3000
#endif
#ifndef CONNECT_LAST_MS
#define CONNECT_LAST_MS 15000
#endif
/* How long a program waits for a host that never answers, without --connect-timeout: seconds. */
#ifndef CONNECT_PROGRAM_S
#define CONNECT_PROGRAM_S 10
#endif
/* Silence of the server after which it is asked (PING), and then how long it may take to answer. */
#ifndef SILENCE_MS
#define SILENCE_MS 90000
#endif
#ifndef ANSWER_MS
#define ANSWER_MS 60000
#endif
/* How long the server may take to end the connection after QUIT. */
#ifndef LEAVE_MS
#define LEAVE_MS 3000
#endif
/* After a lost connection: the first wait before the next attempt, and the longest. Each is twice the one before. */
#ifndef RETRY_MS
#define RETRY_MS 1000
#endif
#ifndef RETRY_MOST_MS
#define RETRY_MOST_MS 60000
#endif
/* A connection that lasted so long was a good one: waits start anew. */
#ifndef GOOD_MS
#define GOOD_MS 20000
#endif
/* How often a nick that was in use is asked for again. */
#ifndef RECLAIM_MS
#define RECLAIM_MS 30000
#endif
/* A lone escape byte is the key Esc, and a paste that the terminal does not tell is over, when nothing follows for so
 * long. */
#ifndef KEY_PAUSE_MS
#define KEY_PAUSE_MS 50
#endif
/* The same for what the terminal has begun and should end: a paste, a control string. */
#ifndef TERMINAL_PAUSE_MS
#define TERMINAL_PAUSE_MS 1000
#endif

#endif
