/* secret_file.h: whether a file of secrets is one that others can read. */
#ifndef SERVER_CONFIG_SECRET_FILE_H
#define SERVER_CONFIG_SECRET_FILE_H

#include <stdbool.h>

/* Which user opens these files at start-up, and which user and group linnetd has once it serves. Start-up. */
void secret_file_start(unsigned opener, unsigned uid, unsigned gid);

/* From now on the files are opened by the second of these users. Once, when linnetd becomes that user. */
void secret_file_serve(void);

/* Can users other than root and linnetd read the file, or write to it? Then the log says who, as an error if it
 * is `refused`, else as a warning, and has the command that mends it. What has no
 * permissions of its own, such as a pipe, is never exposed. `fd` is the open file; `option` and `path` are for the log.
 * Main thread. */
bool secret_file_exposed(const char *option, const char *path, int fd, bool refused);

#endif
