/* client_limits.h: the sizes and times of linnet(1) that limits.h does not already set. Every buffer is static. */
#ifndef CLIENT_CLIENT_LIMITS_H
#define CLIENT_CLIENT_LIMITS_H

#include "limits.h"

/* ---- text ---- */

/* The line being typed, in bytes: one buffer in the editor, and a few copies. A line too long for one IRC message is
 * split into several. */
#ifndef EDIT_BYTES
#define EDIT_BYTES 1024
#endif
/* Input buffer: bytes per read() from the keyboard or a pipe. */
#ifndef INPUT_READ_BYTES
#define INPUT_READ_BYTES 4096
#endif
/* Longest line read from a pipe, in bytes. A longer line is split, and the rest becomes the next line. */
#ifndef INPUT_LINE_BYTES
#define INPUT_LINE_BYTES 4096
#endif
/* Output buffer for the standard output, in bytes. */
#ifndef OUTPUT_BYTES
#define OUTPUT_BYTES 8192
#endif
/* One message as shown to the user, in bytes with its NUL; a few static buffers. An invalid byte becomes three. A
 * longer message is cut. */
#ifndef SHOW_BYTES
#define SHOW_BYTES 4096
#endif
/* The prompt in front of the line being typed, such as `[#channel 2:5 3:1!] `, in bytes with its NUL. */
#ifndef PROMPT_BYTES
#define PROMPT_BYTES (3 * CHANNEL_NAME_MAX + 64)
#endif
/* Line history (the Up key): bytes for all lines together. */
#ifndef RECALL_BYTES
#define RECALL_BYTES 8192
#endif
/* Longest paste, in bytes. Nothing is kept of a longer one. */
#ifndef PASTE_BYTES
#define PASTE_BYTES 32768
#endif
/* Bytes per read() that count as the rest of a paste whose end mark is missing, not as typing. */
#ifndef PASTE_PIECE
#define PASTE_PIECE 256
#endif
/* Lines shown of a paste that was not sent. For the lines beyond these, only their number is shown. */
#ifndef PASTE_TOLD
#define PASTE_TOLD 20
#endif
/* Longest control string from a terminal, such as a reply about its colours, in bytes. Anything beyond it counts as
 * typed text. */
#ifndef TERMINAL_STRING_BYTES
#define TERMINAL_STRING_BYTES 4096
#endif
/* Whole lines per read() that count as a paste, on a terminal without bracketed paste. */
#ifndef PASTE_LINES
#define PASTE_LINES 3
#endif
/* Outbox, the messages that the server has not confirmed yet: bytes for all targets and texts together. It must hold at
 * least one line of INPUT_LINE_BYTES. */
#ifndef OUTBOX_BYTES
#define OUTBOX_BYTES 16384
#endif
/* Lines in the outbox, 48 bytes each. */
#ifndef OUTBOX_LINES
#define OUTBOX_LINES 64
#endif

/* Longest nick, in bytes. Other networks allow longer nicks than linnetd does. */
#ifndef NICK_NAME_MAX
#define NICK_NAME_MAX 63
#endif
/* Longest channel name, in bytes. Other networks allow longer ones than linnetd does. */
#ifndef CHANNEL_NAME_MAX
#define CHANNEL_NAME_MAX 200
#endif
/* Longest host name, in bytes (RFC 1035 section 2.3.4). */
#ifndef HOST_NAME_MAX_BYTES
#define HOST_NAME_MAX_BYTES 253
#endif

/* ---- the connection ---- */

/* Longest line from a server, in bytes, with up to 8191 bytes of tags (IRCv3 message-tags). A longer line is dropped,
 * and the user is told. */
#ifndef SERVER_LINE_BYTES
#define SERVER_LINE_BYTES (8191 + LINE_MAX_BYTES)
#endif
/* Receive buffer, in bytes: one longest line, and room to read ahead. */
#ifndef LINK_IN_BYTES
#define LINK_IN_BYTES (SERVER_LINE_BYTES + 3584)
#endif
/* Send buffer, in bytes. */
#ifndef LINK_OUT_BYTES
#define LINK_OUT_BYTES 8192
#endif
/* Send buffer: free bytes that messages must leave for a command and a PING. */
#ifndef LINK_OUT_RESERVE
#define LINK_OUT_RESERVE 2048
#endif

/* Windows (channels and private conversations) open at once, 384 bytes each. The server may allow fewer channels. */
#ifndef WINDOWS
#define WINDOWS 20
#endif

/* Nicks known for Tab completion, 68 bytes each. The nick that spoke least recently is dropped first. */
#ifndef PEOPLE
#define PEOPLE 400
#endif

/* Nicks on the ignore list, 64 bytes each. */
#ifndef IGNORED
#define IGNORED 32
#endif

/* Recent messages kept for /search: bytes for all windows together. */
#ifndef REMEMBERED_BYTES
#define REMEMBERED_BYTES 32768
#endif
/* Longest word to search for, in bytes. */
#ifndef SEARCH_WORD
#define SEARCH_WORD 100
#endif
/* Matches after which a search stops. */
#ifndef SEARCH_FOUND
#define SEARCH_FOUND 50
#endif
/* Pages of server history fetched per search, HISTORY_ASK messages each. */
#ifndef SEARCH_PAGES
#define SEARCH_PAGES 20
#endif

/* Names listed when the user joins a channel. Beyond these, only their number is shown. */
#ifndef NAMES_SHOWN
#define NAMES_SHOWN 100
#endif

/* Longest identifier of a message (IRCv3 message-tags: msgid) or of a batch, in bytes. A longer one is ignored. */
#ifndef ID_MAX
#define ID_MAX 63
#endif
/* Batches that a server may have open at once, 336 bytes each. Messages in any further batch are handled as if in
 * none. */
#ifndef BATCHES
#define BATCHES 4
#endif

/* Messages requested per page of history, at most. */
#ifndef HISTORY_ASK
#define HISTORY_ASK 100
#endif
/* Pages of history requested to fill a gap. */
#ifndef HISTORY_PAGES
#define HISTORY_PAGES 20
#endif
/* Messages of history requested on joining a channel. */
#ifndef HISTORY_ENTER
#define HISTORY_ENTER 20
#endif

/* Messages in flight: sent, but not yet confirmed by the server. Servers with flood protection process about one line a
 * second after an initial burst, and this few lines fit the queue of every one of them. */
#ifndef UNCONFIRMED_LINES
#define UNCONFIRMED_LINES 8
#endif

/* Attempts to register with another nick when the first one is in use. */
#ifndef NICK_TRIES
#define NICK_TRIES 10
#endif
/* Nick length that every server accepts, in bytes (RFC 1459 section 1.2): a refused nick is cut to it. */
#ifndef NICK_SHORT
#define NICK_SHORT 9
#endif

/* ---- timeouts: milliseconds, unless the name ends in _S ---- */

/* Connect timeout per address while there are more addresses to try. */
#ifndef CONNECT_MS
#define CONNECT_MS 3000
#endif
/* Connect timeout for the last address. */
#ifndef CONNECT_LAST_MS
#define CONNECT_LAST_MS 15000
#endif
/* Limit for connecting without --connect-timeout when a program runs linnet: seconds until the host must have
 * answered. */
#ifndef CONNECT_PROGRAM_S
#define CONNECT_PROGRAM_S 10
#endif
/* Silence from the server after which it is sent a PING. */
#ifndef SILENCE_MS
#define SILENCE_MS 90000
#endif
/* PING timeout: silence after that PING, or while an answer is due, after which the connection counts as lost. */
#ifndef ANSWER_MS
#define ANSWER_MS 60000
#endif
/* How long the server may take to close the connection after QUIT. */
#ifndef LEAVE_MS
#define LEAVE_MS 3000
#endif
/* Reconnect delay: the first one. Each further delay is twice as long. */
#ifndef RETRY_MS
#define RETRY_MS 1000
#endif
/* Reconnect delay: the longest one. */
#ifndef RETRY_MOST_MS
#define RETRY_MOST_MS 60000
#endif
/* Connection time after which the reconnect delay starts again at RETRY_MS. */
#ifndef GOOD_MS
#define GOOD_MS 20000
#endif
/* Interval between attempts to get back a nick that was in use. */
#ifndef RECLAIM_MS
#define RECLAIM_MS 30000
#endif
/* Silence after which a lone escape byte is the key Esc, and after which a paste without brackets has ended. */
#ifndef KEY_PAUSE_MS
#define KEY_PAUSE_MS 50
#endif
/* Silence after which something that the terminal has begun and not ended (a bracketed paste, a control string) is
 * given up. */
#ifndef TERMINAL_PAUSE_MS
#define TERMINAL_PAUSE_MS 1000
#endif

#endif
