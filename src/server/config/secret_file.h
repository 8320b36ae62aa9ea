/* secret_file.h: whether other users can read a file of secrets. */
#ifndef SERVER_CONFIG_SECRET_FILE_H
#define SERVER_CONFIG_SECRET_FILE_H

#include <stdbool.h>

/* Sets the user who opens the files at start-up, and the user and group that linnetd has once it serves. Start-up. */
void secret_file_start(unsigned opener, unsigned uid, unsigned gid);

/* From now on, that second user opens the files. Once, when linnetd becomes that user. */
void secret_file_serve(void);

/* True if users other than root and linnetd can read the file or write to it. The log says who can, as an error if the
 * file is `refused`, else as a warning, and has the command that fixes it. Files without permissions of their own, such
 * as pipes, are never exposed. `fd` is the open file; `option` and `path` are for the log. Main thread. */
bool secret_file_exposed(const char *option, const char *path, int fd, bool refused);

#endif
