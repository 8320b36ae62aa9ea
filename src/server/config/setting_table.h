/* setting_table.h: every setting by name. Start-up only. */
#ifndef SERVER_CONFIG_SETTING_TABLE_H
#define SERVER_CONFIG_SETTING_TABLE_H

#include <stddef.h>

#include "base/setting.h"

/* All settings, one after the other: the server's own and the network's (net/net.h). NULL: there are no more. */
const struct setting *setting_table_at(int i);

/* The setting whose name is name[0 .. n), or NULL. */
const struct setting *setting_table_find(const char *name, size_t n);

/* From now on a --listen, --web or --web-origin replaces what the configuration file said of it, instead of adding to
 * it. */
void setting_table_listen_anew(void);

/* Fills in what was left open: the port, and the server's name from the host's. */
void setting_table_complete(void);

#endif
