/* web_host.h: checks the host names in the Host and Origin headers of browsers. */
#ifndef SERVER_PROTOCOL_WEB_HOST_H
#define SERVER_PROTOCOL_WEB_HOST_H

#include <stdbool.h>

#include "server/conn/protocol_state.h"

/* Parses `NAME`, `NAME:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`. Anything else: the name is "". Pure function. */
struct web_host web_host_read(const char *text);

/* The same for an Origin: `http://` or `https://`, then the host (RFC 6454 section 7). Pure function. */
struct web_host web_host_of_origin(const char *text);

/* Whether to accept a request with this Host. This prevents DNS rebinding: an attacker's name that resolves to this
 * server is refused. Accepted are addresses, names without a dot, names under .local, .lan and .home.arpa, the server's
 * name, and the names of --web-origin. */
bool web_host_is_known(const struct web_host *h);

/* Whether the host is one of --web-origin. */
bool web_host_is_configured(const struct web_host *h);

#endif
