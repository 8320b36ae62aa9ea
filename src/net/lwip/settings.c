/* settings.c: --tap, --address and --gateway, which only linnetd over lwIP has. Written at the start, by one thread. */
#include "net/lwip/settings.h"

#include <string.h>

#include <lwip/def.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/setting.h"
#include "net/address.h"
#include "net/net.h"

struct port_settings port_given = { .tap = "tap0" };

static const char *set_tap(const char *value)
{
	size_t n = strlen(value);

	if (n == 0 || n >= sizeof port_given.tap || strpbrk(value, "/ \t%") != NULL)
		return "it must be the name of a TAP device, as in tap0; `ip tuntap add dev tap0 mode tap` makes one";
	buf_copy(port_given.tap, sizeof port_given.tap, value);
	return NULL;
}

bool settings_is_host(u32_t address, u32_t of_mask)
{
	u32_t top = address >> 24, host = address & ~of_mask;

	return top > 0 && top != 127 && top < 224 && host != 0 && host != ~of_mask;
}

/* The prefix length after the slash, between least and most; -1: it is none. */
static int prefix_length(const char *s, int least, int most)
{
	int value = 0;

	if (*s == '\0' || strlen(s) > 3 || s[strspn(s, "0123456789")] != '\0')
		return -1;
	while (*s != '\0')
		value = value * 10 + (*s++ - '0');
	return value >= least && value <= most ? value : -1;
}

static const char *set_address(const char *value)
{
	static const char wrong[] = "it must be ADDRESS/LENGTH, as in 192.168.1.5/24 or fd00::5/64, or dhcp";
	char text[ADDRESS_TEXT];
	unsigned char bytes[16];
	size_t n = strcspn(value, "/");
	int family, length;

	if (strcmp(value, "dhcp") == 0) {
		port_given.use_dhcp = true;
		port_given.have_ip4 = false;
		return NULL;
	}
	if (value[n] == '\0' || n >= sizeof text)
		return wrong;
	memcpy(text, value, n);
	text[n] = '\0';
	family = address_parse(text, bytes);
	if (family == 6) {
		if (prefix_length(value + n + 1, 64, 64) < 0 || bytes[0] == 0xff || bytes[0] == 0xfe || bytes[0] == 0)
			return "an IPv6 address must be a host's, with prefix length 64, as in fd00::5/64; linnetd "
			       "makes link-local ones itself";
		memset(&port_given.ip6, 0, sizeof port_given.ip6);
		memcpy(port_given.ip6.addr, bytes, sizeof bytes);
		port_given.have_ip6 = true;
		return NULL;
	}
	length = prefix_length(value + n + 1, 1, 30);
	if (family != 4 || length < 0)
		return wrong;
	memcpy(&port_given.ip4.addr, bytes, 4);
	port_given.mask.addr = lwip_htonl(0xffffffffu << (32 - length));
	if (!settings_is_host(lwip_ntohl(port_given.ip4.addr), lwip_ntohl(port_given.mask.addr)))
		return "that is not a host's address with this prefix length";
	port_given.have_ip4 = true;
	port_given.use_dhcp = false;
	return NULL;
}

static const char *set_gateway(const char *value)
{
	unsigned char bytes[16];

	if (address_parse(value, bytes) != 4)
		return "it must be an IPv4 address, as in 192.168.1.1; IPv6 routers announce themselves";
	memcpy(&port_given.gateway.addr, bytes, 4);
	port_given.have_gateway = true;
	return NULL;
}

const struct setting net_settings[] = {
	{ "tap", "NAME", NET_TAP_HELP, set_tap, true },
	{ "address", "ADDRESS/LENGTH", NET_ADDRESS_HELP, set_address, true },
	{ "gateway", "ADDRESS", NET_GATEWAY_HELP, set_gateway, true },
};
const int net_settings_count = ARRAY_LEN(net_settings);
