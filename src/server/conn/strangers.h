/* strangers.h: what the log says of connections that never registered.
 *
 * Whoever is not let in can come again as often as it likes, and must not fill the log. So lines about such connections
 * are at most STRANGER_LINES a second, and one a second about each address. The others are counted, and a summary tells
 * of them every STRANGER_SUMMARY_MS.
 */
#ifndef SERVER_CONN_STRANGERS_H
#define SERVER_CONN_STRANGERS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether a line about a connection of this address may be logged now; if not, it is counted. Under the chat lock. */
bool strangers_may_log(int origin, uint64_t now_ms);

/* Counts one about which no line is written in any case. Under the chat lock. */
void strangers_count(int origin, uint64_t now_ms);

/* Logs the summary that is due; at the end, what has been counted since the last one. True: some
 * are counted that are to be told later. Not under the chat lock. */
bool strangers_tick(uint64_t now_ms, bool end);

#endif
