/* web_host.h: the names by which a browser may know this server. */
#ifndef SERVER_PROTOCOL_WEB_HOST_H
#define SERVER_PROTOCOL_WEB_HOST_H

#include <stdbool.h>

#include "server/conn/protocol_state.h"

/* Reads `NAME`, `NAME:PORT`, `[ADDRESS]` or `[ADDRESS]:PORT`. Anything else is none. Pure. */
struct web_host web_host_read(const char *text);

/* The same of an Origin, `http://` or `https://` and the host (RFC 6454 section 7). Pure. */
struct web_host web_host_of_origin(const char *text);

/* Whether a browser that was told this Host can be meant to talk to this server. A page of somewhere else may have its
 * own name point here (DNS rebinding), so a name that others can own must be configured: known are addresses, names
 * without a dot, names under .local, .lan and .home.arpa, the server's own, and those of --web-origin. */
bool web_host_is_known(const struct web_host *h);

/* Whether it is a name of --web-origin. */
bool web_host_is_configured(const struct web_host *h);

#endif
