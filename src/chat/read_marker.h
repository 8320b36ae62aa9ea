/* read_marker.h: how far users have read (IRCv3 draft/read-marker). Each marker is for its own user only. */
#ifndef CHAT_READ_MARKER_H
#define CHAT_READ_MARKER_H

#include <stdint.h>

#include "limits.h"

/* How far one user has read one target: a channel, or the messages of a nick. Without accounts, a marker lasts as long
 * as the connection. Targets are known by the hash of their name: a collision confuses only the user who has both. */
struct read_marker {
	uint32_t at_s;  /* seconds since 1970 UTC, ... */
	uint16_t at_ms; /* ... and milliseconds */
	int16_t slot;   /* its user's slot + 1; 0: free */
	uint32_t target_hash;
};
extern struct read_marker markers[MARKERS];

/* The time up to which the user has read, milliseconds since 1970 UTC; 0: unknown. */
uint64_t read_marker_get(int slot, const char *target);

/* Moves the marker forward to wall_ms; never back. Returns its time. 0: there is no room for another marker: the table
 * is full, the user has MARKERS_PER_CLIENT, or the address has its share. */
uint64_t read_marker_set(int slot, const char *target, uint64_t wall_ms);

/* Moves the markers of a renamed target to its new name, in place of markers that are there. */
void read_marker_rename(const char *old, const char *new);

/* Gives the markers of a user to another one, who has none. */
void read_marker_move(int from, int to);

/* Frees the markers of a user who leaves. */
void read_marker_forget(int slot);

#endif
