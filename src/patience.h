/* patience.h: how long linnetd waits for what, and how fast clients may go on: milliseconds, unless it says otherwise.
 *
 * Each can be set like a size of limits.h: `make CPPFLAGS=-DLINGER_MS=500`.
 */
#ifndef PATIENCE_H
#define PATIENCE_H

#ifndef DOUBT_SILENCE_MS
#define DOUBT_SILENCE_MS 3000 /* silence after which somebody whose nick is wanted is asked whether they live ... */
#endif
#ifndef DOUBT_MS
#define DOUBT_MS 10000 /* ... and how long they, or their system, may take to answer */
#endif
#ifndef HINT_MS
#define HINT_MS 3000 /* silence after which a person is told to type a name */
#endif
/* A reader's budget of time that it may make others wait, what it earns back, and how it is measured: see
 * server/conn/backpressure.c. */
#ifndef OUTQ_BUDGET_MS
#define OUTQ_BUDGET_MS 10000 /* spent: it is closed */
#endif
#ifndef OUTQ_EARN_BYTES
#define OUTQ_EARN_BYTES 512 /* bytes that it reads, for a second back: a line or two */
#endif
#ifndef OUTQ_FORGIVE
#define OUTQ_FORGIVE 60 /* seconds in which nobody waited, for a second back */
#endif
#ifndef OUTQ_CHARGE_MS
#define OUTQ_CHARGE_MS 250 /* waits that follow each other so soon are one */
#endif
/* Flood control, unless the settings say otherwise: the commands that one client gets through. Clients that come back
 * ask for some hundred things at once (20 channels, their members, modes and history), and no person and no bot of good
 * manners goes on faster than this. */
#ifndef FLOOD_RATE
#define FLOOD_RATE 10 /* commands a second ... */
#endif
#ifndef FLOOD_BURST
#define FLOOD_BURST 200 /* ... after so many at once */
#endif
#ifndef FLOOD_DEBT
#define FLOOD_DEBT 1000 /* commands that a client may be behind: those that came in one large input */
#endif
#ifndef FLOOD_ASK_MS
#define FLOOD_ASK_MS 2000 /* milliseconds in which such a client is sent something: so it shows that it has gone */
#endif
/* People's pace: whoever says fewer lines than this never waits for a third who does not read. */
#ifndef PACE_RATE
#define PACE_RATE 5 /* lines a second ... */
#endif
#ifndef PACE_BURST
#define PACE_BURST 2 /* ... after so many at once: of all clients together, what a full ring still takes */
#endif
#ifndef TRUST_MS
#define TRUST_MS 50 /* a reader that has just taken something gets so long before people overrun it */
#endif
#ifndef STALL_MS
#define STALL_MS 200 /* a reader that has taken nothing for so long may be closed when the pool needs its blocks */
#endif
#ifndef POOL_WAIT_MS
#define POOL_WAIT_MS 1000 /* how long a command that needs many blocks waits for them */
#endif
#ifndef LINGER_MS
#define LINGER_MS 1500 /* how long a last word may take to be delivered */
#endif
#ifndef HTTP_STALL_MS
#define HTTP_STALL_MS 10000 /* how long a browser may take none of the page */
#endif
#ifndef GUESS_MS
#define GUESS_MS 1000 /* how much later an address's next password is looked at after a wrong one; then twice ... */
#endif
#ifndef GUESS_MOST_MS
#define GUESS_MOST_MS 4000 /* ... and at most so much: 15 a minute */
#endif
#ifndef GUESS_FORGET_MS
#define GUESS_FORGET_MS 30000 /* how long one wrong password is remembered */
#endif
#ifndef MULTILINE_MS
#define MULTILINE_MS 30000 /* how long a message of several lines may take to come */
#endif
#ifndef LARGE_MS
#define LARGE_MS 2000 /* ... and how long that, or a line with long tags, may take while others want its place */
#endif
#ifndef HOLD_MS
#define HOLD_MS 300 /* how long a connection waits for a slot before it is refused ... */
#endif
#ifndef HOLD_SOON_MS
#define HOLD_SOON_MS 2000 /* ... and when another connection has been closed to make room for it */
#endif
#ifndef EVICT_MS
#define EVICT_MS 200 /* how long such a connection may take for its last word */
#endif
#ifndef CONNECT_MS
#define CONNECT_MS 500 /* an address may connect so often ... */
#endif
#ifndef CONNECT_BURST
#define CONNECT_BURST 16 /* ... after so many at once, and two more for each that it may have */
#endif
#ifndef STOP_LAST_MS
#define STOP_LAST_MS 1500 /* the same when linnetd stops, for what the server itself has yet to send ... */
#endif
#ifndef STOP_STALLED_MS
#define STOP_STALLED_MS 400 /* ... and for a peer that does not take it */
#endif
#ifndef STOP_MS
#define STOP_MS 3000 /* how long linnetd takes at most to say goodbye */
#endif

#endif
