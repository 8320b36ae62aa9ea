/* limits.h: every size of linnet, with its unit and what it costs.
 *
 * All memory is laid out when the binary is linked, so this file is the whole
 * of its memory policy. Any size can be overridden on the compiler's command
 * line (make CPPFLAGS=-DMSG_DATA=160); CLIENTS has a make variable of its own.
 * Costs are for a 64-bit machine; a 32-bit one needs about a tenth less.
 * `linnetd --budget` prints the bill that follows from these numbers.
 */
#ifndef LIMITS_H
#define LIMITS_H

/* ---- the scale ---- */

/* Clients at once: each has a slot, a thread and its stack. At most 10 KiB each, everything counted. */
#ifndef CLIENTS
#define CLIENTS 64
#endif
#define CLIENTS_LEAST 1
#define CLIENTS_MOST 2048 /* sets of clients stand in each channel: beyond that they take a client over its 10 KiB */
#if CLIENTS < CLIENTS_LEAST || CLIENTS > CLIENTS_MOST
#error "CLIENTS is out of range: choose from 1 to 2048, as in `make CLIENTS=64`"
#endif

/* Channels at once: about 440 bytes each, and half a byte for each client. One is kept for #lobby; who may make how
 * many of the others stands in chat/channel.h. */
#ifndef CHANNELS
#define CHANNELS (32 + CLIENTS / 2)
#endif
#if CHANNELS < 2
#error "one channel is kept for #lobby: let CHANNELS be at least 2"
#endif

/* Channels one client may be in (the 005 token CHANLIMIT). Costs nothing: membership is a bit. */
#ifndef CHANNELS_PER_CLIENT
#define CHANNELS_PER_CLIENT 20
#endif

/* Masks on the lists b, e and I of one channel together (the 005 token MAXLIST): room they take in MASK_BYTES only. */
#ifndef MASKS_PER_CHANNEL
#define MASKS_PER_CHANNEL 50
#endif
/* What all masks of all channels may take, bytes: each has its own, its setter's nick, and 10 more. That is some 350 as
 * long as *!*@192.168.100.200, or 90 of the longest. */
#ifndef MASK_BYTES
#define MASK_BYTES (4096 + 128 * CLIENTS)
#endif
/* Of these each channel has so many for itself, whatever the others take: one as above (chat/share.h). */
#ifndef MASK_BYTES_OWN
#define MASK_BYTES_OWN 40
#endif
#if MASK_BYTES_OWN * CHANNELS > MASK_BYTES
#error "each channel has MASK_BYTES_OWN: raise MASK_BYTES"
#endif

/* Nicks one client may watch (MONITOR, and its 005 token), and nicks that are watched by all of them together: 36 bytes
 * each, and one bit for each client. */
#ifndef WATCHES_PER_CLIENT
#define WATCHES_PER_CLIENT 32
#endif
#ifndef WATCHES
#define WATCHES (192 + 2 * CLIENTS)
#endif
/* Of these each client has so many for itself, whatever the others watch (chat/share.h). */
#ifndef WATCHES_OWN
#define WATCHES_OWN 2
#endif
#if WATCHES_OWN > WATCHES_PER_CLIENT || WATCHES_OWN * CLIENTS >= WATCHES
#error "each client has WATCHES_OWN: raise WATCHES"
#endif

/* Nicks that WHOWAS remembers: 188 bytes each. */
#ifndef WHOWAS_MAX
#define WHOWAS_MAX 40
#endif

/* ---- names and texts: bytes, without the terminating NUL; each costs that much per client or channel ---- */

#ifndef NICK_MAX
#define NICK_MAX 30
#endif
#ifndef USER_MAX
#define USER_MAX 12 /* with the leading ~ */
#endif
#ifndef HOST_MAX
#define HOST_MAX 45 /* the longest textual IPv6 address, RFC 4291 section 2.2 */
#endif
#ifndef REALNAME_MAX
#define REALNAME_MAX 80
#endif
#ifndef AWAY_MAX
#define AWAY_MAX 120
#endif
#ifndef CHANNEL_MAX
#define CHANNEL_MAX 50
#endif
#ifndef TOPIC_MAX
#define TOPIC_MAX 300
#endif
#ifndef KEY_MAX
#define KEY_MAX 23
#endif
#ifndef SERVER_NAME_MAX
#define SERVER_NAME_MAX 63
#endif
#ifndef REASON_MAX
#define REASON_MAX 120 /* why a client was closed or left; per client */
#endif

/* ---- lines ---- */

/* One IRC line with its CR LF, without tags (RFC 1459 section 2.3, Modern IRC "Messages"). */
#define LINE_MAX_BYTES 512
/* The tags that a client may send, from '@' to the space (IRCv3 message-tags: 4094 bytes between them). */
#define CLIENT_TAGS_MAX 4096
/* Parameters of one command (RFC 1459 section 2.3). */
#define PARAMS_MAX 15

/* What a slot reads at once; the bytes of a slot's input buffer. At least a line and the headroom. Per client. A line
 * and its tags mostly fit: a label, a reply, "is typing" take some 50 bytes. */
#ifndef INPUT_BYTES
#define INPUT_BYTES 1024
#endif
/* For longer tags there are a few large input buffers, 5 KB each, which all clients share: so CLIENT_TAGS_MAX does not
 * cost each of them 4 KB for ever. A client keeps one for the length of its line; who does not end the line while
 * others wait is closed after LARGE_MS. */
#ifndef LARGE_INPUTS
#define LARGE_INPUTS 4
#endif
#define LARGE_INPUT_BYTES (CLIENT_TAGS_MAX + INPUT_BYTES)

/* ---- messages: a message is one or more blocks, stored once for all readers ---- */

/* Bytes of text in a block: most chat lines fit in one, their tags (time and msgid: 55 bytes) included. */
#ifndef MSG_DATA
#define MSG_DATA 150
#endif
/* Blocks in the pool: what queues hold and, with the rest, history. MSG_DATA and 12 bytes each, two more from 256
 * clients on. */
#ifndef MSG_BLOCKS
#define MSG_BLOCKS (896 + 10 * CLIENTS)
#endif
/* Messages of history at most, over all channels: 20 bytes each. The blocks come from the pool. */
#ifndef HISTORY_MAX
#define HISTORY_MAX (MSG_BLOCKS / 2)
#endif
/* Joins, parts and the like that are kept beside them, over all channels: 20 bytes each. */
#ifndef HISTORY_DEEDS_MAX
#define HISTORY_DEEDS_MAX (MSG_BLOCKS / 8)
#endif
/* Messages that one CHATHISTORY gives at most (the 005 token CHATHISTORY). Costs nothing. */
#ifndef CHATHISTORY_MAX
#define CHATHISTORY_MAX 100
#endif

/* How far users have read (draft/read-marker): 12 bytes each, shared by all, and as many as one client may have. */
#ifndef MARKERS
#define MARKERS (128 + 4 * CLIENTS)
#endif
#ifndef MARKERS_PER_CLIENT
#define MARKERS_PER_CLIENT 32
#endif
/* Of these each client has so many for itself, whatever the others set (chat/share.h). */
#ifndef MARKERS_OWN
#define MARKERS_OWN 4
#endif
#if MARKERS_OWN > MARKERS_PER_CLIENT || MARKERS_OWN * CLIENTS > MARKERS
#error "each client has MARKERS_OWN: raise MARKERS"
#endif

/* Messages of several lines that are coming in at once (draft/multiline), 450 bytes each: shared by all; their lines
 * stand in the pool. How long one may be, and how many lines it may have. */
#ifndef MULTILINES
#define MULTILINES 4
#endif
#ifndef MULTILINE_BYTES
#define MULTILINE_BYTES 4096
#endif
#ifndef MULTILINE_LINES
#define MULTILINE_LINES 24
#endif
/* Bytes of the tags that its opening BATCH may bring along, as they were sent. */
#ifndef MULTILINE_TAGS_MAX
#define MULTILINE_TAGS_MAX 255
#endif

/* A reader's queue: references of two bytes. The ring must be a power of two. Per client: 2 * OUTQ_RING bytes. */
#ifndef OUTQ_RING
#define OUTQ_RING 256
#endif
/* A reader is full with so many blocks, or messages, waiting for it: whoever talks faster than a person has to wait. */
#ifndef OUTQ_SOFT
#define OUTQ_SOFT 192
#endif
#ifndef OUTQ_HALF
#define OUTQ_HALF (OUTQ_RING / 2)
#endif
/* Blocks waiting for a reader beyond which it gets no answers to its own commands. */
#ifndef OUTQ_OWN
#define OUTQ_OWN 128
#endif
/* A full reader is no longer full below so many blocks. */
#ifndef OUTQ_LOW
#define OUTQ_LOW 80
#endif
/* Blocks that may wait for one reader at all. */
#ifndef OUTQ_MOST
#define OUTQ_MOST (3 * OUTQ_SOFT)
#endif
/* Messages from the end of a full reader's ring: who is in there is about to be overrun. */
#ifndef OUTQ_LAST
#define OUTQ_LAST 32
#endif
/* Messages that one command may answer without asking for room again. */
#ifndef REPLY_RESERVE
#define REPLY_RESERVE 32
#endif
/* Blocks that one command may take without asking for more. */
#ifndef POOL_RESERVE
#define POOL_RESERVE 96
#endif
/* Blocks of the pool that only leaving may use. A QUIT, its plain form, the last word, and what watchers hear take at
 * most 8; clients leave one at a time. */
#ifndef POOL_LEAVE
#define POOL_LEAVE 32
#endif
/* Blocks of the pool that are kept from floods, and from clients that do not read their own answers. */
#ifndef POOL_PEOPLE
#define POOL_PEOPLE 128
#endif
#if POOL_PEOPLE < POOL_RESERVE
#error "POOL_PEOPLE must be at least POOL_RESERVE: after the command of a flood, people have blocks for theirs"
#endif
/* Blocks that the pool must have for one command of people, and of anybody else. After that of anybody else there are
 * still enough for people. */
#define POOL_FOR_PEOPLE (POOL_LEAVE + POOL_RESERVE)
#define POOL_FOR_FLOODS (POOL_FOR_PEOPLE + POOL_PEOPLE)

/* ---- flushing ---- */

/* Blocks handed to the network at once: 16 bytes each, once for the whole server. */
#ifndef FLUSH_VECS
#define FLUSH_VECS 256
#endif
/* Readers one thread serves in a row before it hands the rest to the pump and reads its own client again. */
#ifndef FLUSH_TURNS
#define FLUSH_TURNS (4 * CLIENTS + 64)
#endif

/* ---- the network ---- */

#ifndef LISTENERS
#define LISTENERS 8
#endif
/* Names of --web-origin: 8 bytes each. */
#ifndef WEB_ORIGINS
#define WEB_ORIGINS 4
#endif
/* What is read of one HTTP request: bytes, and headers. Costs nothing: they are looked at while they pass. */
#ifndef HTTP_HEAD_BYTES
#define HTTP_HEAD_BYTES 16384
#endif
#ifndef HTTP_HEADERS
#define HTTP_HEADERS 100
#endif
/* The longest message that a WebSocket client may send, bytes: a line and its tags have 4,606. Costs nothing. */
#ifndef WEBSOCKET_MESSAGE_MAX
#define WEBSOCKET_MESSAGE_MAX 8192
#endif
/* Connections beyond CLIENTS that wait a moment for a slot, or are told why there is none. 104 bytes each. */
#ifndef HELD
#define HELD 16
#endif
/* Addresses of which something is remembered, such as how many slots they have: 28 bytes each, and 4 for each kind of
 * what is held against them (server/conn/origin.h). */
#ifndef ORIGINS
#define ORIGINS (64 + CLIENTS)
#endif
/* The most that is held against an address, milliseconds: so long until all is forgotten. */
#ifndef ORIGIN_DEBT_MAX
#define ORIGIN_DEBT_MAX 600000
#endif
/* What SO_SNDBUF and SO_RCVBUF are set to, bytes. Linux doubles them for its own bookkeeping; the bill says so. */
#ifndef SOCKET_SEND_BYTES
#define SOCKET_SEND_BYTES 16384
#endif
#ifndef SOCKET_RECEIVE_BYTES
#define SOCKET_RECEIVE_BYTES 4096
#endif

/* ---- the network in the process: only with `make NET=lwip`, where it takes the place of the kernel's sockets ---- */

/* The rings of a connection, bytes: what the peer has not acknowledged yet, and what has not been read yet, which is
 * also TCP's window. Each connection has both. */
#ifndef LWIP_SEND_BYTES
#define LWIP_SEND_BYTES 4380
#endif
#ifndef LWIP_RECEIVE_BYTES
#define LWIP_RECEIVE_BYTES 2048
#endif
#if LWIP_SEND_BYTES < 2920 || LWIP_SEND_BYTES > 65535 || LWIP_RECEIVE_BYTES < 1460 || LWIP_RECEIVE_BYTES > 65535
#error "LWIP_SEND_BYTES must be from 2920 to 65535, LWIP_RECEIVE_BYTES from 1460 to 65535: two segments, and one"
#endif
/* Segments of one connection on their way at once. 210 bytes each, for each connection. */
#ifndef LWIP_SEGMENTS
#define LWIP_SEGMENTS 8
#endif
/* Connections beyond CLIENTS and HELD that are about to come, or whose last words are still on their way. */
#ifndef LWIP_SPARE
#define LWIP_SPARE 8
#endif
#define LWIP_CONNS (CLIENTS + HELD + LWIP_SPARE)
/* Connections that are half open at once; beyond them, lwip/cookie.c remembers none. A TCP record each, 300 bytes. */
#ifndef LWIP_HALF_OPEN
#define LWIP_HALF_OPEN 32
#endif
/* Connections that have ended, with all they had to say delivered, whose peers have not closed yet, or that rest in
 * TIME-WAIT. A TCP record each; the oldest gives way. */
#ifndef LWIP_ENDED
#define LWIP_ENDED 16
#endif
#if LWIP_HALF_OPEN < 1 || LWIP_HALF_OPEN > 254
#error "LWIP_HALF_OPEN must be from 1 to 254"
#endif
/* Pieces of 512 bytes for packets that come in: one packet takes up to three, and is done at once; what came out of
 * order, or is a fragment, waits. For all connections together. */
#ifndef LWIP_PACKETS
#define LWIP_PACKETS (32 + CLIENTS / 2)
#endif
#ifndef LWIP_STACK
#define LWIP_STACK 8192 /* of each of the network's two threads */
#endif
/* What it may add to code with constants, and to static memory. */
#define LWIP_TEXT (88 * 1024)
#define LWIP_STATICS                                                                                          \
	(LWIP_CONNS * (LWIP_SEND_BYTES + LWIP_RECEIVE_BYTES + 210 * LWIP_SEGMENTS + 1024) +                   \
	 (LWIP_HALF_OPEN + LWIP_ENDED) * 360 + LWIP_PACKETS * 560 + 2 * LWIP_STACK + (CLIENTS + HELD) * 160 + \
	 24 * 1024)

/* ---- stacks ---- */

/* A client thread's stack, with the thread's own record (musl puts it at the top). Per client. The deepest use is
 * painted, measured and logged when linnetd stops. tests/gates/test_stack.py proves from the linked program that no
 * client can make it too deep; with NET=lwip, whose callbacks are not followed, it is only measured. */
#ifndef SLOT_STACK
#define SLOT_STACK 4096
#endif
/* The main thread's stack lies outside the image: what it uses at most, on the bill. */
#ifndef MAIN_STACK
#define MAIN_STACK 16384
#endif
/* The part of it on which a thread stands that has made a call which the sandbox forbids: room for what the kernel puts
 * there, up to 5 KiB, and for a line of the log. */
#ifndef SANDBOX_STACK
#define SANDBOX_STACK 8192
#endif

/* ---- settings ---- */

#ifndef SETTINGS_BYTES
#define SETTINGS_BYTES 2048 /* the values of a configuration file */
#endif
#ifndef MOTD_LINE_MAX
#define MOTD_LINE_MAX 240 /* bytes of one line of the message of the day; longer ones become several */
#endif
#ifndef PASSWORD_MAX
#define PASSWORD_MAX 100
#endif
#ifndef OPER_FILE_MAX
#define OPER_FILE_MAX 512 /* the operators' names and passwords: bytes of the whole file, comments included */
#endif

/* ---- the log ---- */

/* Bytes of the log that are on their way to whoever reads it: a hundred lines. */
#ifndef LOG_RING
#define LOG_RING 8192
#endif
#ifndef LOG_STACK
#define LOG_STACK 4096 /* of the thread that writes them */
#endif
#ifndef LOG_FINISH_MS
#define LOG_FINISH_MS 300 /* how long the last lines may take when linnetd ends */
#endif
#ifndef STRANGER_LINES
#define STRANGER_LINES 3 /* lines a second about connections that never registered */
#endif
#ifndef STRANGER_SUMMARY_MS
#define STRANGER_SUMMARY_MS 10000 /* how often those are summed up that no line was about */
#endif

#endif
