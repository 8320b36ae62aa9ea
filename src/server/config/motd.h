/* motd.h: the message of the day: a file of any length that stays open. */
#ifndef SERVER_CONFIG_MOTD_H
#define SERVER_CONFIG_MOTD_H

#include <stdbool.h>

#include "limits.h"

/* 0 if the file, open as `fd`, can be read; -1 after a message in the log, which names `path`. Main thread; the first
 * time before other threads start: that descriptor is the one that is read, and a replacement of the file takes over
 * its number. */
int motd_open(const char *path, int fd);

bool motd_exists(void);

/* Bytes of a buffer for one line: the text, CR LF and a NUL. */
#define MOTD_LINE_BYTES (MOTD_LINE_MAX + 3)

/* Reads the line at byte *at and moves *at behind it. `line` has MOTD_LINE_BYTES. A line longer than MOTD_LINE_MAX is
 * split. A byte order mark at the start is dropped, and so are control bytes except mIRC's codes; bytes that are not
 * UTF-8 become '?'. False at the end. Any thread, without the chat lock. */
bool motd_line(long *at, char *line);

#endif
