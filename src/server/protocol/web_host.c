/* web_host.c: checks the host names in the Host and Origin headers of browsers. Stateless. */
#include "server/protocol/web_host.h"

#include <string.h>
#include <strings.h>

#include "base/check.h"
#include "base/number.h"
#include "net/net.h"
#include "server/config/settings.h"

static bool is_of_host(char c, bool v6)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= (v6 ? 'f' : 'z')) || c == '.' ||
	       c == (v6 ? ':' : '-');
}

struct web_host web_host_read(const char *text)
{
	static const struct web_host none = { .name = "" };
	struct web_host h = { .port = 0 };
	bool v6 = *text == '[';
	size_t n = 0;

	for (text += v6; n < WEB_HOST_MAX && is_of_host(*text, v6); text++)
		h.name[n++] = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;
	h.name[n] = '\0';
	if (v6 && *text++ != ']')
		return none;
	if (*text == ':' && (h.port = (int)number_read(text + 1, 1, 65535)) < 0)
		return none;
	return (*text != '\0' && *text != ':') || h.name[0] == '-' ? none : h;
}

struct web_host web_host_of_origin(const char *text)
{
	if (strncasecmp(text, "http://", 7) == 0)
		return web_host_read(text + 7);
	if (strncasecmp(text, "https://", 8) == 0)
		return web_host_read(text + 8);
	return (struct web_host){ .name = "" };
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

bool web_host_is_configured(const struct web_host *h)
{
	for (int i = 0; i < settings.web_origins; i++)
		if (strcasecmp(h->name, settings.web_origin[i]) == 0)
			return true;
	return false;
}

bool web_host_is_known(const struct web_host *h)
{
	static const char *const ours[] = { ".local", ".lan", ".home.arpa" };

	if (h->name[0] == '\0')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (ends_with(h->name, ours[i]))
			return true;
	return strchr(h->name, '.') == NULL || net_is_address(h->name) || strcasecmp(h->name, settings.name) == 0 ||
	       web_host_is_configured(h);
}
