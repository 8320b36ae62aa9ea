/* read_marker.h: how far users have read, each place for its own user alone. */
#ifndef CHAT_READ_MARKER_H
#define CHAT_READ_MARKER_H

#include <stdint.h>

#include "limits.h"

/* How far the user of a slot has read a channel, or what a nick has said. Without accounts it lasts as long as the
 * connection. Places are known by the hash of their name: who finds two with the same one confuses only themselves. */
struct read_marker {
	uint32_t at_s; /* seconds since 1970 UTC, ... */
	uint16_t at_ms;
	int16_t slot; /* whose, + 1; 0: free */
	uint32_t target_hash;
};
extern struct read_marker markers[MARKERS];

/* The moment up to which it is read, milliseconds since 1970 UTC; 0: nobody knows. */
uint64_t read_marker_get(int slot, const char *target);

/* Sets it, if it is later than what it was. Returns what it is now; 0 when there is no room for another one: the table
 * is full, or the user has MARKERS_PER_CLIENT. */
uint64_t read_marker_set(int slot, const char *target, uint64_t wall_ms);

/* A place has another name: what was read there is read still. */
void read_marker_rename(const char *old, const char *new);

/* The user is gone. */
void read_marker_forget(int slot);

#endif
