/* setting_table.h: every setting by name. Start-up only. */
#ifndef SERVER_CONFIG_SETTING_TABLE_H
#define SERVER_CONFIG_SETTING_TABLE_H

#include <stddef.h>

#include "base/setting.h"

/* The setting with that index: the server's own come first, then the network's (net/net.h). NULL: there are no more. */
const struct setting *setting_table_at(int i);

/* The setting with the name name[0 .. n), or NULL. */
const struct setting *setting_table_find(const char *name, size_t n);

/* From now on, the first --listen, --web or --web-origin replaces the values of the configuration file instead of
 * adding to them. */
void setting_table_listen_again(void);

/* Fills in settings that were not given: the port, the clients per address, and the server's name, from the host's. */
void setting_table_complete(void);

#endif
