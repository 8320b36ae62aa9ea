/* motd.h: the message of the day: a file that stays open, of any length. */
#ifndef SERVER_CONFIG_MOTD_H
#define SERVER_CONFIG_MOTD_H

#include <stdbool.h>

#include "limits.h"

/* 0 when the file can be read, which is open as `fd`; -1 after a message in the log, which names `path`. Main thread,
 * first before the others start: that descriptor is the one that is read, and what takes its place has its number. */
int motd_open(const char *path, int fd);

bool motd_exists(void);

/* Room for a line with its end, CR LF, and a NUL. */
#define MOTD_LINE_BYTES (MOTD_LINE_MAX + 3)

/* Reads the line at byte *at and moves *at behind it. `line` has MOTD_LINE_BYTES; what is longer than MOTD_LINE_MAX is
 * given as several lines, a byte order mark at the start and control bytes but for mIRC's codes are left out, bytes
 * that are no UTF-8 become '?'. False at the end. Any thread, not under the chat lock. */
bool motd_line(long *at, char *line);

#endif
