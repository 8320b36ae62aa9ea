/* rehash.h: the files that settings name: read at start-up, and again while the server runs. */
#ifndef SERVER_CONFIG_REHASH_H
#define SERVER_CONFIG_REHASH_H

#include <stdbool.h>

/* The files, by number; the option that names each, and whether it is set. */
enum { REHASH_MOTD, REHASH_PASSWORD, REHASH_OPERS, REHASH_FILES };
const char *rehash_option(int file);
bool rehash_is_set(int file);

/* Reads all files that settings name. Returns the set of those that could not be used, a bit for each: the log has the
 * reason, and the previous contents stay in force. `*exposed`: those of them that --strict-secrets refuses. Main
 * thread; takes the chat lock. */
unsigned rehash_read(unsigned *exposed);

/* Opens the directories of these files, so that a replaced file is found later. Once, after --chroot, before the user
 * changes. */
void rehash_keep_folders(void);
/* The descriptor of a file's directory, or -1. */
int rehash_folder(int file);

/* Requests that the main thread read the files when it is called next (main_call). Under the chat lock, like the next
 * three. */
void rehash_ask(void);
/* True until they have been read; wait for that with chat_wait. */
bool rehash_pending(void);
/* The sets of the last time: files that could not be used, and those that --strict-secrets refused. */
unsigned rehash_failed(void);
unsigned rehash_exposed(void);

/* Reads the files if that was requested. Main thread; takes the chat lock. */
void rehash_if_asked(void);

#endif
