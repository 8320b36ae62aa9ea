/* announce.c: mDNS: the host name and services by which others on the LAN find linnetd (--mdns).
 *
 * Connects the settings and the main thread's loop with net/mdns/mdns.c, which
 * does the work, and logs the name that it has got. Main thread only, except
 * for `label`, which the chat lock guards.
 */
#include "server/conn/announce.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "chat/lock.h"
#include "server/config/settings.h"
#include "server/conn/listener.h"

#define LOOK_MS 1000 /* how often interfaces and addresses are checked */
#define PACKETS 16   /* packets per turn */

static char label[MDNS_LABEL_MAX + 1]; /* the host name, once it has been claimed; "": not yet */
static uint64_t looked_at;
static bool opened;

int announce_open(uint64_t now_ms)
{
	uint16_t ports[MDNS_SERVICES] = { 0 };
	int shared;

	if (settings.mdns == NULL)
		return 0;
	ports[MDNS_IRC] = (uint16_t)listeners_public_port(false);
	ports[MDNS_HTTP] = (uint16_t)listeners_public_port(true);
	shared = net_multicast_open();
	if (shared < 0) {
		log_error("--mdns: cannot use port 5353");
		return -1;
	}
	if (shared > 0)
		log_warnx("--mdns: another program answers on port 5353, too (avahi-daemon or systemd-resolved?)");
	mdns_start(mdns, settings.mdns, ports, net_multicast_send, now_ms);
	looked_at = now_ms - LOOK_MS;
	opened = true;
	return 0;
}

/* Logs the host name when it is claimed, or has changed. */
static void tell_name(void)
{
	bool settled = mdns->state >= MDNS_ANNOUNCING;

	if (!settled || strcmp(label, mdns->host.label) == 0)
		return;
	if (mdns->number == 1)
		log_info("mdns: this server is %s.local", mdns->host.label);
	else
		log_warnx("mdns: this server is %s.local, because another host is %s.local", mdns->host.label,
		          mdns->name);
	chat_lock();
	buf_copy(label, sizeof label, mdns->host.label);
	chat_unlock();
}

/* Checks the interfaces; returns the milliseconds until the next check. Polling, since a new cable wakes nobody. */
static int look(uint64_t now_ms)
{
	struct net_interface interfaces[NET_INTERFACES];
	uint64_t past = clock_since(now_ms, looked_at);
	int n;

	if (past < LOOK_MS)
		return (int)(LOOK_MS - past);
	looked_at = now_ms;
	n = net_multicast_interfaces(interfaces);
	mdns_set_interfaces(mdns, interfaces, n, now_ms);
	return LOOK_MS;
}

int announce_want(struct net_event *events, int n)
{
	for (int i = 0; i < NET_MULTICAST_EVENTS; i++)
		events[n++] = (struct net_event){ .conn = opened ? net_multicast_event(i) : -1, .want = NET_READ };
	return n;
}

int announce_patience(uint64_t now_ms, int most)
{
	int again;

	if (!opened)
		return most;
	again = look(now_ms);
	most = mdns_run(mdns, now_ms, again < most ? again : most);
	tell_name();
	return most;
}

void announce_serve(uint64_t now_ms)
{
	struct net_datagram from;
	long n;

	for (int i = 0; opened && i < PACKETS; i++) {
		n = net_multicast_receive(&from, mdns->in, sizeof mdns->in);
		if (n < 0)
			break;
		mdns_receive(mdns, &from, (int)n, now_ms);
	}
}

void announce_close(void)
{
	if (opened)
		mdns_stop(mdns);
	opened = false;
}

bool announce_note(char *to, size_t size)
{
	struct buf b;

	ASSERT_CHAT_LOCKED();
	if (label[0] == '\0' || strcmp(label, settings.mdns) == 0)
		return false;
	buf_init(&b, to, size);
	buf_fmt(&b, "This server is %s.local, because another host is %s.local.", label, settings.mdns);
	return true;
}
