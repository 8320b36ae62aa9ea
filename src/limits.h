/* limits.h: every size of linnet: its bound, its unit, its cost.
 *
 * All memory is laid out at link time, so this file is the whole memory policy.
 * Any size can be overridden on the compiler's command line
 * (make CPPFLAGS=-DMSG_DATA=160); CLIENTS and ACCOUNTS are make variables.
 * Costs are for a 64-bit machine; a 32-bit one needs about a tenth less.
 * `linnetd --budget` prints the bill that follows from these numbers.
 * A size without a stated cost takes no memory: it is only compared with.
 */
#ifndef LIMITS_H
#define LIMITS_H

/* ---- the scale ---- */

/* Clients connected at once. Each has a slot, a thread and a stack: at most 10 KiB per client, all tables included. */
#ifndef CLIENTS
#define CLIENTS 64
#endif
#define CLIENTS_LEAST 1
#define CLIENTS_MOST 2048 /* beyond it, the sets of clients in each channel would push a client over its 10 KiB */
#if CLIENTS < CLIENTS_LEAST || CLIENTS > CLIENTS_MOST
#error "CLIENTS is out of range: choose from 1 to 2048, as in `make CLIENTS=64`"
#endif

/* Channels that exist at once: 456 bytes each, plus half a byte per client. One is reserved for #lobby; chat/channel.h
 * says how the others are shared among addresses. */
#ifndef CHANNELS
#define CHANNELS (32 + CLIENTS / 2)
#endif
#if CHANNELS < 2
#error "one channel is kept for #lobby: let CHANNELS be at least 2"
#endif


#ifndef ELDERS
#define ELDERS 4 /* members per channel whose order of joining is known (chat/elder.h): two bytes each */
#endif
#ifndef CHANNELS_PER_CLIENT
#define CHANNELS_PER_CLIENT 20 /* CHANLIMIT in 005; membership is one bit, whatever the limit */
#endif

/* Masks per channel, on its lists b, e and I together (MAXLIST in 005). Their bytes come out of MASK_BYTES. */
#ifndef MASKS_PER_CHANNEL
#define MASKS_PER_CHANNEL 50
#endif
/* The mask table of all channels together, bytes. A mask takes its own length, its setter's nick, and 10 bytes: with 64
 * clients there is room for about 350 masks like *!*@192.168.100.200, or 90 of the longest. */
#ifndef MASK_BYTES
#define MASK_BYTES (4096 + 128 * CLIENTS)
#endif
#ifndef MASK_BYTES_OWN
#define MASK_BYTES_OWN 40 /* bytes of MASK_BYTES guaranteed to each channel (chat/share.h): one mask as above */
#endif
#if MASK_BYTES_OWN * CHANNELS > MASK_BYTES
#error "each channel has MASK_BYTES_OWN: raise MASK_BYTES"
#endif

/* Nicks that one client may watch (MONITOR in 005). Their entries come out of WATCHES. */
#ifndef WATCHES_PER_CLIENT
#define WATCHES_PER_CLIENT 32
#endif
/* Different nicks that all clients together may watch: 36 bytes each, plus one bit per client. */
#ifndef WATCHES
#define WATCHES (192 + 2 * CLIENTS)
#endif
/* Entries of WATCHES guaranteed to each client, whatever the others watch (chat/share.h). */
#ifndef WATCHES_OWN
#define WATCHES_OWN 2
#endif
#if WATCHES_OWN > WATCHES_PER_CLIENT || WATCHES_OWN * CLIENTS >= WATCHES
#error "each client has WATCHES_OWN: raise WATCHES"
#endif

#ifndef ACCOUNTS
#define ACCOUNTS 128 /* accounts: 128 bytes each, and with any, 612 per client; 0 builds linnetd without them */
#endif
/* Former nicks that WHOWAS remembers: 188 bytes each. */
#ifndef WHOWAS_MAX
#define WHOWAS_MAX 40
#endif

/* ---- names and texts: bytes, without the terminating NUL ---- */

#ifndef NICK_MAX
#define NICK_MAX 30 /* a nick; per client, per channel (the topic's setter), per entry of WATCHES and WHOWAS */
#endif
#ifndef USER_MAX
#define USER_MAX 12 /* a user name, with the leading ~; per client and per entry of WHOWAS */
#endif
/* A host: the longest textual IPv6 address (RFC 4291 section 2.2). Per client and per entry of WHOWAS. */
#ifndef HOST_MAX
#define HOST_MAX 45
#endif
#ifndef REALNAME_MAX
#define REALNAME_MAX 80 /* a real name; per client and per entry of WHOWAS */
#endif
#ifndef AWAY_MAX
#define AWAY_MAX 120 /* an away message; per client */
#endif
#ifndef CHANNEL_MAX
#define CHANNEL_MAX 50 /* a channel's name; per channel */
#endif
#ifndef TOPIC_MAX
#define TOPIC_MAX 300 /* a topic; per channel */
#endif
#ifndef KEY_MAX
#define KEY_MAX 23 /* a channel key (mode k); per channel */
#endif
#ifndef SERVER_NAME_MAX
#define SERVER_NAME_MAX 63 /* the server's name; once */
#endif
#ifndef REASON_MAX
#define REASON_MAX 120 /* the reason for which a client left or was closed; per client */
#endif

/* ---- lines ---- */

/* One IRC line, bytes: with its CR LF, without tags (RFC 1459 section 2.3, Modern IRC "Messages"). */
#define LINE_MAX_BYTES 512
/* The tags of a client's line, bytes: from '@' to the space (IRCv3 message-tags: 4094 bytes between them). */
#define CLIENT_TAGS_MAX 4096
#define PARAMS_MAX 15 /* parameters per command (RFC 1459 section 2.3) */

/* A slot's input buffer, bytes: the most that one read takes. Per client. It holds at least one line and the headroom;
 * common tags (a label, a reply, "is typing": about 50 bytes) fit as well. */
#ifndef INPUT_BYTES
#define INPUT_BYTES 1024
#endif
/* Large input buffers, for lines with longer tags: 5 KB each. All clients share them, so that CLIENT_TAGS_MAX does not
 * cost every client 4 KB. A client keeps a buffer until its line ends; while others wait for one, LARGE_MS at most. */
#ifndef LARGE_INPUTS
#define LARGE_INPUTS 4
#endif
#define LARGE_INPUT_BYTES (CLIENT_TAGS_MAX + INPUT_BYTES) /* a large input buffer, bytes */

/* ---- messages: a message is one or more blocks, stored once for all readers ---- */

/* Text per block, bytes. Most chat lines fit in one block, their tags (time and msgid: 55 bytes) included. */
#ifndef MSG_DATA
#define MSG_DATA 150
#endif
/* Blocks in the pool, which queues and history share: MSG_DATA + 12 bytes each, and two more from 252 clients on. */
#ifndef MSG_BLOCKS
#define MSG_BLOCKS (876 + 37 * CLIENTS / 4)
#endif
/* Messages of talk in history, all channels together: 20 bytes each. Their text stays in the pool. */
#ifndef HISTORY_MAX
#define HISTORY_MAX (MSG_BLOCKS / 2)
#endif
/* Joins, parts and other events in history, all channels together: 20 bytes each. Their text stays in the pool. */
#ifndef HISTORY_DEEDS_MAX
#define HISTORY_DEEDS_MAX (MSG_BLOCKS / 8)
#endif
/* Messages per CHATHISTORY request (CHATHISTORY in 005). */
#ifndef CHATHISTORY_MAX
#define CHATHISTORY_MAX 100
#endif

/* Read markers of all clients together (draft/read-marker): 12 bytes each. */
#ifndef MARKERS
#define MARKERS (128 + 4 * CLIENTS)
#endif
/* Read markers per client. They come out of MARKERS. */
#ifndef MARKERS_PER_CLIENT
#define MARKERS_PER_CLIENT 32
#endif
/* Read markers guaranteed to each client, whatever the others set (chat/share.h). */
#ifndef MARKERS_OWN
#define MARKERS_OWN 4
#endif
#if MARKERS_OWN > MARKERS_PER_CLIENT || MARKERS_OWN * CLIENTS > MARKERS
#error "each client has MARKERS_OWN: raise MARKERS"
#endif

/* Multiline messages that may be arriving at once, of all clients: 460 bytes each, and their lines in the pool. */
#ifndef MULTILINES
#define MULTILINES 4
#endif
/* Text of one multiline message, bytes (max-bytes). */
#ifndef MULTILINE_BYTES
#define MULTILINE_BYTES 4096
#endif
/* Lines of one multiline message (max-lines). */
#ifndef MULTILINE_LINES
#define MULTILINE_LINES 24
#endif
/* Tags of the BATCH that opens a multiline message, bytes, as they were sent. Per entry of MULTILINES. */
#ifndef MULTILINE_TAGS_MAX
#define MULTILINE_TAGS_MAX 255
#endif

/* ---- send queues: chat/outq.h stores them, server/conn/backpressure.c says who waits when they fill ---- */

/* Messages in one reader's queue: a ring of two-byte references, a power of two. 2 * OUTQ_RING bytes per client. */
#ifndef OUTQ_RING
#define OUTQ_RING 256
#endif
/* Blocks in a queue from which on its reader counts as full. Senders that are faster than people then wait for it. */
#ifndef OUTQ_SOFT
#define OUTQ_SOFT 192
#endif
/* Messages in a queue from which on its reader counts as full: the same limit for short messages. */
#ifndef OUTQ_HALF
#define OUTQ_HALF (OUTQ_RING / 2)
#endif
/* Blocks in a queue from which on its reader's own commands wait. It is below OUTQ_SOFT, so that a client that sends
 * requests and never reads stalls itself first. */
#ifndef OUTQ_OWN
#define OUTQ_OWN 128
#endif
/* Blocks in a queue below which its reader is no longer full, and its commands run again: the low-water mark of
 * OUTQ_SOFT, OUTQ_HALF and OUTQ_OWN. */
#ifndef OUTQ_LOW
#define OUTQ_LOW 80
#endif
/* Blocks in a queue at most. A message beyond it is refused, and the reader is closed (SendQ exceeded). */
#ifndef OUTQ_MOST
#define OUTQ_MOST (3 * OUTQ_SOFT)
#endif
/* Messages short of OUTQ_RING, or blocks short of OUTQ_MOST: with fewer left, a queue is about to overflow. */
#ifndef OUTQ_LAST
#define OUTQ_LAST 32
#endif
/* Replies that one command may queue before it asks for room again, messages. */
#ifndef REPLY_RESERVE
#define REPLY_RESERVE 32
#endif

/* ---- the pool's reserves, in blocks (server/conn/backpressure.c) ---- */

/* Blocks that one command may take before it asks for more. */
#ifndef POOL_RESERVE
#define POOL_RESERVE 96
#endif
/* Blocks reserved for clients that leave. Leaving takes at most 8: a QUIT, its plain form, the client's last word, and
 * the line to its watchers. */
#ifndef POOL_LEAVE
#define POOL_LEAVE 32
#endif
/* Blocks reserved for people: neither floods nor clients that do not read their own replies get them. */
#ifndef POOL_PEOPLE
#define POOL_PEOPLE 128
#endif
#if POOL_PEOPLE < POOL_RESERVE
#error "POOL_PEOPLE must be at least POOL_RESERVE: after the command of a flood, people have blocks for theirs"
#endif
/* Blocks that must be available before a command of a person runs. */
#define POOL_FOR_PEOPLE (POOL_LEAVE + POOL_RESERVE)
/* Blocks that must be available before any other command runs: enough for people are left after it. */
#define POOL_FOR_FLOODS (POOL_FOR_PEOPLE + POOL_PEOPLE)

/* ---- flushing ---- */

#ifndef FLUSH_VECS
#define FLUSH_VECS 256 /* vectors per send, mostly one per block: 16 bytes each, once for the whole server */
#endif
#define FLUSH_READERS 8 /* readers written to between two turns of the chat lock: 32 bytes of stack each */
#ifndef FLUSH_TURNS
#define FLUSH_TURNS (4 * CLIENTS + 64) /* readers served in a row, before a thread hands the rest to the main thread */
#endif

/* ---- the network ---- */

#ifndef LISTENERS
#define LISTENERS 8 /* listening sockets (--listen and --web): about 72 bytes each */
#endif
#ifndef WEB_ORIGINS
#define WEB_ORIGINS 4 /* names given with --web-origin: 8 bytes each */
#endif
#ifndef HTTP_HEAD_BYTES
#define HTTP_HEAD_BYTES 16384 /* an HTTP request's head, bytes; it is parsed as it arrives, and not stored */
#endif
#ifndef HTTP_HEADERS
#define HTTP_HEADERS 100 /* header lines per HTTP request */
#endif
/* A message from a WebSocket client, bytes. A line and its tags have at most 4,606. */
#ifndef WEBSOCKET_MESSAGE_MAX
#define WEBSOCKET_MESSAGE_MAX 8192
#endif
#ifndef HELD
#define HELD 16 /* connections beyond CLIENTS that wait for a slot, or have just been refused: 96 bytes each */
#endif
/* Client addresses that are remembered: 28 bytes each, and 4 for each kind of debt (server/conn/origin.h). */
#ifndef ORIGINS
#define ORIGINS (64 + CLIENTS)
#endif
#ifndef ORIGIN_DEBT_MAX
#define ORIGIN_DEBT_MAX 600000 /* an address's debt of one kind, milliseconds: the time until it is forgotten */
#endif
/* SO_SNDBUF of each connection, bytes of the kernel's memory. Linux doubles it for its own bookkeeping. */
#ifndef SOCKET_SEND_BYTES
#define SOCKET_SEND_BYTES 16384
#endif
/* SO_RCVBUF of each connection, bytes of the kernel's memory. Linux doubles it as well. */
#ifndef SOCKET_RECEIVE_BYTES
#define SOCKET_RECEIVE_BYTES 4096
#endif

/* ---- TCP/IP in the process: only with `make NET=lwip`, in place of the kernel's sockets ---- */

/* A connection's send ring, bytes: data that the peer has not acknowledged. Per connection. */
#ifndef LWIP_SEND_BYTES
#define LWIP_SEND_BYTES 4380
#endif
/* A connection's receive ring, bytes: data that has not been read. It is the TCP window, too. Per connection. */
#ifndef LWIP_RECEIVE_BYTES
#define LWIP_RECEIVE_BYTES 2048
#endif
#if LWIP_SEND_BYTES < 2920 || LWIP_SEND_BYTES > 65535 || LWIP_RECEIVE_BYTES < 1460 || LWIP_RECEIVE_BYTES > 65535
#error "LWIP_SEND_BYTES must be from 2920 to 65535, LWIP_RECEIVE_BYTES from 1460 to 65535: two segments, and one"
#endif
/* Unacknowledged segments per connection: 210 bytes each. */
#ifndef LWIP_SEGMENTS
#define LWIP_SEGMENTS 8
#endif
/* Connections beyond CLIENTS and HELD: those not yet accepted, and those whose last bytes are still in flight. */
#ifndef LWIP_SPARE
#define LWIP_SPARE 8
#endif
#define LWIP_CONNS (CLIENTS + HELD + LWIP_SPARE) /* connections in all, each with both rings and its segments */
/* Half-open connections at once: a TCP control block each, 300 bytes. Beyond them, SYN cookies (lwip/cookie.c). */
#ifndef LWIP_HALF_OPEN
#define LWIP_HALF_OPEN 32
#endif
/* Ended connections in FIN-WAIT-2 or TIME-WAIT, with nothing left to deliver: a TCP control block each, 300 bytes. The
 * oldest is dropped for a new one. */
#ifndef LWIP_ENDED
#define LWIP_ENDED 16
#endif
#if LWIP_HALF_OPEN < 1 || LWIP_HALF_OPEN > 254
#error "LWIP_HALF_OPEN must be from 1 to 254"
#endif
/* Buffers for incoming packets, all connections together: 560 bytes each. A packet takes up to three. It frees them at
 * once, unless it is out of order or a fragment. */
#ifndef LWIP_PACKETS
#define LWIP_PACKETS (32 + CLIENTS / 2)
#endif
#ifndef LWIP_STACK
#define LWIP_STACK 8192 /* the stack of each of the two network threads, bytes */
#endif
/* Code and constants that lwIP may add, bytes: checked against the budget. */
#define LWIP_TEXT (88 * 1024)
/* Static memory that lwIP may add, bytes: checked against the budget. */
#define LWIP_STATICS                                                                                          \
	(LWIP_CONNS * (LWIP_SEND_BYTES + LWIP_RECEIVE_BYTES + 210 * LWIP_SEGMENTS + 1024) +                   \
	 (LWIP_HALF_OPEN + LWIP_ENDED) * 360 + LWIP_PACKETS * 560 + 2 * LWIP_STACK + (CLIENTS + HELD) * 160 + \
	 24 * 1024)

/* ---- stacks ---- */

/* A client thread's stack, bytes, with the thread's control block, which musl puts at its top. Per client. The deepest
 * use is logged when linnetd stops. tests/gates/test_stack.py proves from the linked program that no client can
 * overflow it. With NET=lwip, whose callbacks are not followed, the use is only measured. */
#ifndef SLOT_STACK
#define SLOT_STACK 4096
#endif
/* The main thread's stack, bytes: the most it uses. It lies outside the image, but on the bill. */
#ifndef MAIN_STACK
#define MAIN_STACK 16384
#endif
/* The sandbox's signal stack, bytes: room for the kernel's signal frame, up to 5 KiB, and one log line. It is part of
 * MAIN_STACK, used by a thread that has made a forbidden system call. */
#ifndef SANDBOX_STACK
#define SANDBOX_STACK 8192
#endif

/* ---- settings ---- */

#ifndef SETTINGS_BYTES
#define SETTINGS_BYTES 2048 /* the values of a configuration file, bytes; once */
#endif
#ifndef MOTD_LINE_MAX
#define MOTD_LINE_MAX 240 /* one line of the message of the day, bytes; a longer one is split into several */
#endif
#ifndef PASSWORD_MAX
#define PASSWORD_MAX 100 /* a password, bytes; once for the server's own */
#endif
#ifndef OPER_FILE_MAX
#define OPER_FILE_MAX 512 /* the file of operators' names and passwords, bytes, comments included; once */
#endif

/* ---- the log ---- */

#ifndef LOG_RING
#define LOG_RING 8192 /* log lines that have not been written yet, bytes: about a hundred lines; once */
#endif
#ifndef LOG_STACK
#define LOG_STACK 4096 /* the stack of the thread that writes the log, bytes */
#endif
#ifndef LOG_FINISH_MS
#define LOG_FINISH_MS 300 /* how long linnetd waits at its end for the last lines to be written, milliseconds */
#endif
#ifndef STRANGER_LINES
#define STRANGER_LINES 3 /* log lines per second about connections that never registered */
#endif
#ifndef STRANGER_SUMMARY_MS
#define STRANGER_SUMMARY_MS 10000 /* how often one line sums up the connections beyond these, milliseconds */
#endif

#endif
