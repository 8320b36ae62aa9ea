/* mdns.c: the multicast DNS responder: announces this host and answers queries.
 *
 * A state machine. Its inputs are packets and the time; it sends packets through
 * a callback. Main thread only. All its state is in struct mdns. It has no cache
 * of other hosts' names, so a flood of names costs no memory. Section numbers
 * are those of RFC 6762.
 */
#include "net/mdns/mdns.h"

#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/random.h"
#include "net/mdns/send.h"

#define PROBES 3              /* 8.1: probes for a name */
#define PROBE_MS 250          /* 8.1: interval of probes; also the longest random delay of the first one */
#define ANNOUNCEMENTS 2       /* 8.3: announcements of a name */
#define ANNOUNCE_MS 1000      /* 8.3: interval of announcements */
#define DEFER_MS 1000         /* 8.2: delay of the next probe after a lost tiebreak */
#define CONFLICTS 15          /* 8.1: so many conflicts in a row slow probing down */
#define CONFLICTS_MS 10000    /* 8.1: conflicts at most this far apart count as a row */
#define CONFLICT_REST_MS 5000 /* 8.1: delay of the next probe then */
/* 6: shortest interval of multicasts of a record when it answers a probe; otherwise MDNS_AGAIN_MS. */
#define DEFEND_MS 250
#define SPREAD_LEAST_MS 20 /* 6: least delay of an answer that several hosts may send */
#define SPREAD_MS 100      /* 6: random part of that delay */
#define MORE_LEAST_MS 400  /* 7.2: least wait for more known answers */
#define MORE_MS 100        /* 7.2: random part of that wait */
#define NUMBER_MOST 9999   /* highest number appended to the name */

/* A random delay, so that not all hosts send at the same moment. It need not be unpredictable (xorshift32). */
static uint32_t random_ms(struct mdns *m, uint32_t most)
{
	m->random ^= m->random << 13;
	m->random ^= m->random >> 17;
	m->random ^= m->random << 5;
	return m->random % (most + 1);
}

/* Milliseconds from `now` until `then`; 0: `then` has passed. */
static uint32_t until(uint32_t then, uint32_t now)
{
	uint32_t ms = then - now;

	return ms > UINT32_MAX / 2 ? 0 : ms;
}

/* ---- links ---- */

static void each_link(struct mdns *m, void (*act)(struct mdns *m, int i, int six, uint32_t now), uint32_t now)
{
	for (int i = 0; i < m->interface_count; i++)
		for (int six = 0; six < 2; six++)
			if (mdns_has_family(&m->interfaces[i], six ? 6 : 4))
				act(m, i, six, now);
}

static void announce(struct mdns *m, int i, int six, uint32_t now)
{
	m->links[i][six].pending |= mdns_existing(&m->host, &m->interfaces[i]);
	m->links[i][six].due = now;
}

/* ---- the name ---- */

static void enter(struct mdns *m, enum mdns_state state, uint32_t next)
{
	m->state = state;
	m->step = 0;
	m->next = next;
}

/* Probes for the current name after a delay. Pending answers are dropped: the name in them may change. */
static void probe_again(struct mdns *m, uint32_t now, uint32_t after_ms)
{
	memset(m->links, 0, sizeof m->links);
	m->more.wanted = m->more.unicast = 0;
	enter(m, m->interface_count > 0 ? MDNS_PROBING : MDNS_WAITING, now + after_ms);
}

static void set_label(struct mdns *m)
{
	struct buf b;

	buf_init(&b, m->host.label, sizeof m->host.label);
	buf_str(&b, m->name);
	if (m->number > 1)
		buf_fmt(&b, "-%d", m->number);
}

/* Another host uses our name (9). While probing, we take the next name. Otherwise we probe for the name again: the
 * other host may have to give it up. */
static void on_conflict(struct mdns *m, uint32_t now)
{
	uint32_t wait = random_ms(m, PROBE_MS);

	if (m->state == MDNS_PROBING) {
		m->number = m->number < NUMBER_MOST ? m->number + 1 : 2;
		set_label(m);
	}
	m->conflicts = now - m->conflict_at < CONFLICTS_MS ? m->conflicts + 1 : 1;
	m->conflict_at = now;
	if (m->conflicts >= CONFLICTS) {
		m->conflicts = CONFLICTS;
		wait = CONFLICT_REST_MS;
	}
	probe_again(m, now, wait);
}

void mdns_start(struct mdns *m, const char *name, const uint16_t *ports,
                void (*send)(const struct net_datagram *to, const void *bytes, size_t len), uint64_t now_ms)
{
	memset(m, 0, sizeof *m);
	m->state = MDNS_WAITING;
	m->number = 1;
	m->send = send;
	m->random = (uint32_t)random_number() | 1;
	buf_copy(m->name, sizeof m->name, name);
	memcpy(m->host.port, ports, sizeof m->host.port);
	m->conflict_at = (uint32_t)now_ms - CONFLICTS_MS;
	set_label(m);
}

void mdns_set_interfaces(struct mdns *m, const struct net_interface *interfaces, int n, uint64_t now_ms)
{
	size_t bytes = (size_t)n * sizeof *interfaces;

	if (m->state == MDNS_OFF || (n == m->interface_count && memcmp(m->interfaces, interfaces, bytes) == 0))
		return;
	memcpy(m->interfaces, interfaces, bytes);
	m->interface_count = n;
	probe_again(m, (uint32_t)now_ms, random_ms(m, PROBE_MS));
}

/* ---- queries ---- */

/* Whether an address is one of the interface's own (`whole`), or in one of its networks. */
static bool matches(const struct net_interface *on, const struct net_datagram *from, bool whole)
{
	for (int i = 0; i < on->count; i++) {
		const struct net_address *a = &on->address[i];
		int bits = whole ? (a->family == 6 ? 128 : 32) : a->prefix, bytes = bits / 8;
		unsigned rest = 0xffu & ~(0xffu >> bits % 8);
		if (a->family == from->family && memcmp(a->bytes, from->peer, (size_t)bytes) == 0 &&
		    (rest == 0 || ((a->bytes[bytes] ^ from->peer[bytes]) & rest) == 0))
			return true;
	}
	return false;
}

static bool is_own(const struct mdns *m, const struct net_datagram *from)
{
	for (int i = 0; i < m->interface_count; i++)
		if (matches(&m->interfaces[i], from, true))
			return true;
	return false;
}

/* 11: unicast replies go only to hosts on the link. An IPv6 link-local address is always on the link. */
static bool is_on_link(const struct net_interface *on, const struct net_datagram *from)
{
	bool link_local = from->family == 6 && from->peer[0] == 0xfe && (from->peer[1] & 0xc0) == 0x80;

	return link_local || matches(on, from, false);
}

/* Schedules records for multicast. Shared records are delayed at random. */
static void plan(struct mdns *m, struct mdns_link *link, unsigned records, bool defend, uint32_t now)
{
	uint32_t wait = records & MDNS_SHARED ? SPREAD_LEAST_MS + random_ms(m, SPREAD_MS) : 0;

	if (records == 0)
		return;
	if (link->pending == 0 || until(link->due, now) > wait)
		link->due = now + wait;
	link->pending |= records;
	if (defend)
		link->defended |= records;
}

/* Answers a complete query. 5.4: a record that has not been multicast for a quarter of its TTL is multicast, even if
 * the query asks for a unicast reply. */
static void answer(struct mdns *m, int i, const struct net_datagram *from, unsigned wanted, unsigned unicast,
                   bool probe, uint32_t now)
{
	struct mdns_link *link = &m->links[i][from->family == 6];

	for (int record = 0; record < MDNS_RECORDS; record++)
		if ((unicast & 1u << record) && !probe &&
		    (!(link->told & 1u << record) || now - link->told_at[record] > mdns_ttl(record) * 250)) {
			unicast &= ~(1u << record);
			wanted |= 1u << record;
		}
	if (unicast != 0 && is_on_link(&m->interfaces[i], from))
		mdns_reply(m, i, from, NULL, unicast);
	plan(m, link, wanted, probe, now);
}

/* Answers the stored query (struct mdns_more). */
static void answer_more(struct mdns *m, uint32_t now)
{
	struct mdns_more more = m->more;

	m->more.wanted = m->more.unicast = 0;
	for (int i = 0; i < m->interface_count; i++)
		if (m->interfaces[i].number == more.from.interface)
			answer(m, i, &more.from, more.wanted, more.unicast, false, now);
}

/* 7.2: a query continued in further packets, or one of those packets. One such query is stored at a time. Another one
 * is answered at once from its first packet, without its further known answers. */
static void on_part(struct mdns *m, int i, const struct net_datagram *from, const struct mdns_packet *p, uint32_t now)
{
	struct mdns_more *more = &m->more;
	bool open = (more->wanted | more->unicast) != 0;
	bool same = open && more->from.interface == from->interface && more->from.family == from->family &&
	            memcmp(more->from.peer, from->peer, sizeof from->peer) == 0;

	if (open && !same) {
		answer(m, i, from, p->wanted, p->unicast, false, now);
		return;
	}
	if (!open) {
		more->from = *from;
		more->due = now + MORE_LEAST_MS + random_ms(m, MORE_MS);
	}
	more->wanted = (more->wanted | p->wanted) & ~p->known;
	more->unicast = (more->unicast | p->unicast) & ~p->known;
	if (!p->truncated)
		answer_more(m, now);
}

static void on_query(struct mdns *m, int i, const struct net_datagram *from, struct mdns_packet *p, uint32_t now)
{
	bool legacy = from->port != 5353, part_of_more = (m->more.wanted | m->more.unicast) != 0 && p->questions == 0;

	p->wanted &= ~p->known;
	p->unicast &= ~p->known;
	if (legacy) {
		if ((p->wanted | p->unicast) != 0 && is_on_link(&m->interfaces[i], from))
			mdns_reply(m, i, from, p, p->wanted | p->unicast);
	} else if (!from->multicast && !is_on_link(&m->interfaces[i], from)) {
		return;
	} else if (!p->probe && (p->truncated || part_of_more)) {
		on_part(m, i, from, p, now);
	} else {
		answer(m, i, from, p->wanted, p->unicast, p->probe, now);
	}
}

void mdns_receive(struct mdns *m, const struct net_datagram *from, int len, uint64_t now_ms)
{
	uint32_t now = (uint32_t)now_ms;
	struct mdns_packet p;
	int i = 0;

	while (i < m->interface_count && m->interfaces[i].number != from->interface)
		i++;
	if (m->state <= MDNS_WAITING || i == m->interface_count ||
	    !mdns_read(m->in, len, &m->host, &m->interfaces[i], &p))
		return;
	if (p.response) {
		/* A response counts only if it comes from the link (11), from port 5353 (6), and from another host: our
		 * own may return by another interface. */
		if (p.conflict && from->port == 5353 && !is_own(m, from) &&
		    (from->multicast || is_on_link(&m->interfaces[i], from)))
			on_conflict(m, now);
		return;
	}
	if (m->state != MDNS_PROBING) {
		on_query(m, i, from, &p, now);
	} else if (p.probe && p.rival > 0 && from->port == 5353 && !is_own(m, from)) {
		probe_again(m, now, DEFER_MS);
	}
}

/* ---- time ---- */

/* Multicasts the pending records that are due. Records multicast too recently stay pending. */
static void tell_pending(struct mdns *m, int i, int six, uint32_t now)
{
	struct mdns_link *link = &m->links[i][six];
	unsigned ready = 0;
	uint32_t wait = UINT32_MAX;

	if (link->pending == 0 || until(link->due, now) > 0)
		return;
	for (int record = 0; record < MDNS_RECORDS; record++) {
		unsigned bit = 1u << record;
		uint32_t pause = link->defended & bit ? DEFEND_MS : MDNS_AGAIN_MS, past = now - link->told_at[record];
		if ((link->pending & bit) == 0)
			continue;
		if ((link->told & bit) == 0 || past >= pause)
			ready |= bit;
		else if (pause - past < wait)
			wait = pause - past;
	}
	if (ready != 0)
		mdns_tell(m, i, six, ready, now);
	if (link->pending != 0)
		link->due = now + (wait < MDNS_AGAIN_MS ? wait : MDNS_AGAIN_MS);
}

static void step(struct mdns *m, uint32_t now)
{
	if (m->state == MDNS_PROBING) {
		if (m->step < PROBES) {
			each_link(m, mdns_send_probe, now);
			m->step++;
			m->next = now + PROBE_MS;
			return;
		}
		enter(m, MDNS_ANNOUNCING, now);
	}
	each_link(m, announce, now);
	m->next = now + ANNOUNCE_MS;
	if (++m->step == ANNOUNCEMENTS)
		enter(m, MDNS_SETTLED, now);
}

static uint32_t sooner(uint32_t ms, uint32_t then, uint32_t now)
{
	return until(then, now) < ms ? until(then, now) : ms;
}

int mdns_run(struct mdns *m, uint64_t now_ms, int most)
{
	uint32_t now = (uint32_t)now_ms, ms = (uint32_t)most;

	if (m->state <= MDNS_WAITING)
		return most;
	if (m->state != MDNS_SETTLED && until(m->next, now) == 0)
		step(m, now);
	if ((m->more.wanted | m->more.unicast) != 0 && until(m->more.due, now) == 0)
		answer_more(m, now);
	each_link(m, tell_pending, now);
	if (m->state != MDNS_SETTLED)
		ms = sooner(ms, m->next, now);
	if ((m->more.wanted | m->more.unicast) != 0)
		ms = sooner(ms, m->more.due, now);
	for (int i = 0; i < m->interface_count; i++)
		for (int six = 0; six < 2; six++)
			if (m->links[i][six].pending != 0)
				ms = sooner(ms, m->links[i][six].due, now);
	return (int)ms;
}

void mdns_stop(struct mdns *m)
{
	if (m->state >= MDNS_ANNOUNCING)
		each_link(m, mdns_send_goodbye, 0);
	m->state = MDNS_OFF;
}
