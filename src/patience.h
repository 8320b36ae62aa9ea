/* patience.h: linnetd's timeouts and rate limits: milliseconds, unless the line says otherwise.
 *
 * Each can be set like a size of limits.h: `make CPPFLAGS=-DLINGER_MS=500`.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#ifndef DOUBT_SILENCE_MS
#define DOUBT_SILENCE_MS 3000 /* silence after which a client whose nick somebody wants is pinged */
#endif
#ifndef DOUBT_MS
#define DOUBT_MS 10000 /* timeout of that ping, or of the TCP keep-alive probes to a person at nc */
#endif
#ifndef OPLESS_MS
#define OPLESS_MS 60000 /* how long a channel is without operators until one of its members becomes one */
#endif
#ifndef HINT_MS
#define HINT_MS 3000 /* silence after a new connection until the hint to type a name is sent */
#endif
/* A reader's budget of time for which it may make others wait: see server/conn/backpressure.c. */
#ifndef OUTQ_BUDGET_MS
#define OUTQ_BUDGET_MS 10000 /* the budget; a reader that has spent it is closed */
#endif
#ifndef OUTQ_EARN_BYTES
#define OUTQ_EARN_BYTES 512 /* bytes that a reader reads to earn back one second: a line or two */
#endif
#ifndef OUTQ_FORGIVE
#define OUTQ_FORGIVE 60 /* seconds without anybody waiting that earn back one second */
#endif
#ifndef OUTQ_CHARGE_MS
#define OUTQ_CHARGE_MS 250 /* two waits with a shorter pause between them are charged as one */
#endif
/* Flood control, unless the settings say otherwise. A client that reconnects sends some hundred commands at once (20
 * channels, their members, modes and history); no person and no well-behaved bot goes on faster than this. */
#ifndef FLOOD_RATE
#define FLOOD_RATE 10 /* refill rate, commands a second */
#endif
#ifndef FLOOD_BURST
#define FLOOD_BURST 200 /* burst, commands */
#endif
#ifndef FLOOD_DEBT
#define FLOOD_DEBT 1000 /* commands that a client may owe: those of one large input run first and are paid for later */
#endif
#ifndef FLOOD_ASK_MS
#define FLOOD_ASK_MS 2000 /* how often a throttled client is pinged: only a send shows that it has gone */
#endif
/* People's pace: a client that sends fewer lines than this never waits for a reader that does not read. */
#ifndef PACE_RATE
#define PACE_RATE 5 /* refill rate, lines a second */
#endif
#ifndef PACE_BURST
#define PACE_BURST 2 /* burst, lines: those of all clients together still fit in a full ring */
#endif
#ifndef TRUST_MS
#define TRUST_MS 50 /* grace for a nearly full reader that has just read something, before people overrun it */
#endif
#ifndef STALL_MS
#define STALL_MS 200 /* how long a reader must have read nothing to be closed for the blocks that it holds */
#endif
#ifndef POOL_WAIT_MS
#define POOL_WAIT_MS 1000 /* how long a command that needs many blocks waits for them */
#endif
#ifndef LINGER_MS
#define LINGER_MS 1500 /* how long the last line to a client may take to be delivered */
#endif
#ifndef HTTP_STALL_MS
#define HTTP_STALL_MS 10000 /* how long a browser may read nothing of the page */
#endif
#ifndef GUESS_MS
#define GUESS_MS 1000 /* delay before an address's next password is checked after a wrong one; each time it doubles */
#endif
#ifndef GUESS_MOST_MS
#define GUESS_MOST_MS 4000 /* the longest such delay: 15 passwords a minute */
#endif
#ifndef GUESS_FORGET_MS
#define GUESS_FORGET_MS 30000 /* how long one wrong password is remembered */
#endif
#ifndef MULTILINE_MS
#define MULTILINE_MS 30000 /* how long a multiline message may take to arrive */
#endif
#ifndef LARGE_MS
#define LARGE_MS 2000 /* the same, and for a line with long tags, while other clients wait for its place */
#endif
#ifndef HOLD_MS
#define HOLD_MS 300 /* how long a connection waits for a slot before it is refused */
#endif
#ifndef HOLD_SOON_MS
#define HOLD_SOON_MS 2000 /* the same, when another connection has been closed to make room for it */
#endif
#ifndef EVICT_MS
#define EVICT_MS 200 /* how long that other connection may take to receive its last line */
#endif
#ifndef CONNECT_MS
#define CONNECT_MS 500 /* an address may connect once in this time, on average */
#endif
#ifndef CONNECT_BURST
#define CONNECT_BURST 16 /* burst, connections: this, and two more for each that the address may have */
#endif
#ifndef STOP_LAST_MS
#define STOP_LAST_MS 1500 /* LINGER_MS when linnetd stops, for a client that still reads */
#endif
#ifndef STOP_STALLED_MS
#define STOP_STALLED_MS 400 /* LINGER_MS when linnetd stops, for a client that does not read */
#endif
#ifndef STOP_MS
#define STOP_MS 3000 /* how long linnetd may take to stop */
#endif

#endif
