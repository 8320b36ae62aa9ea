/* rehash.h: the files that settings name, read at the start and anew while the server runs. */
#ifndef SERVER_CONFIG_REHASH_H
#define SERVER_CONFIG_REHASH_H

#include <stdbool.h>

/* The files, by number: the options that name them, and whether they did. */
enum { REHASH_MOTD, REHASH_PASSWORD, REHASH_OPERS, REHASH_FILES };
const char *rehash_option(int file);
bool rehash_is_set(int file);

/* Reads all files that settings name. Returns a set of those that could not be used: of these, the log says why, and
 * what was read before stays. `*exposed` are those of them that --strict-secrets refuses. Main thread; takes the chat
 * lock. */
unsigned rehash_read(unsigned *exposed);

/* Opens the folders of these files, so that those that are replaced can be found later. Once, after --chroot, before
 * the user changes. rehash_folder is then such a folder's descriptor, or -1. */
void rehash_keep_folders(void);
int rehash_folder(int file);

/* Has the main thread read them, when it is called; then, until rehash_pending is false again, wait with chat_wait.
 * rehash_failed and rehash_exposed are the sets of the last time. Under the chat lock. */
void rehash_ask(void);
bool rehash_pending(void);
unsigned rehash_failed(void);
unsigned rehash_exposed(void);

/* Reads them if that was asked for. Main thread; takes the chat lock. */
void rehash_if_asked(void);

#endif
