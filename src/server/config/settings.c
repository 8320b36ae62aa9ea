/* settings.c: the settings of this server. Owns settings, and their defaults. */
#include "server/config/settings.h"

#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "patience.h"

struct settings settings = {
	.description = "a chat that fits on the board",
	.network = "linnet",
	.max_clients = CLIENTS,
	.per_address = -1,
	.registration_timeout = 30,
	.ping = 120,
	.flood_rate = FLOOD_RATE,
	.flood_burst = FLOOD_BURST,
	.replay = 10,
	.log_level = LOG_INFO,
};

const char *settings_config_path, *settings_password_path, *settings_oper_path, *settings_motd_path;

const char *settings_set_accounts(const char *value)
{
	static const char *const names[] = { "open", "operators", "closed" };

	if (ACCOUNTS == 0 && strcmp(value, "closed") != 0)
		return "it must be closed, for this binary was built without accounts (make ACCOUNTS=N)";
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		if (strcmp(value, names[i]) == 0) {
			settings.accounts = i;
			return NULL;
		}
	return "it must be open, operators or closed: who may make accounts";
}

int settings_per_address(int max_clients)
{
	return max_clients >= 4 ? max_clients / 4 : 1;
}
