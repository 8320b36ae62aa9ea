/* strangers.h: rate limit for log lines about connections that never registered.
 *
 * A refused client can reconnect as often as it likes, and must not fill the log. So there are at most STRANGER_LINES
 * lines a second about such connections, and one a second about each address. The others are counted, and summed up in
 * one line every STRANGER_SUMMARY_MS.
 */
#ifndef SERVER_CONN_STRANGERS_H
#define SERVER_CONN_STRANGERS_H

#include <stdbool.h>
#include <stdint.h>

/* True when a line about a connection of this address may be logged now. Otherwise counts the connection. Under the
 * chat lock. */
bool strangers_may_log(int origin, uint64_t now_ms);

/* Counts a connection that gets no line in any case. Under the chat lock. */
void strangers_count(int origin, uint64_t now_ms);

/* Logs the summary if it is due; with `end`, at once. True: some connections are left for the next summary. Not under
 * the chat lock. */
bool strangers_tick(uint64_t now_ms, bool end);

#endif
