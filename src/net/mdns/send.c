/* send.c: sends packets of multicast DNS.
 *
 * Called by mdns.c, which decides which records to send and when. Records in
 * struct mdns when each record was last multicast. Main thread only.
 */
#include "net/mdns/send.h"

#include <string.h>

static void begin(struct mdns *m, struct mdns_writer *w, const struct net_interface *on, bool response, unsigned id)
{
	*w = (struct mdns_writer){ .bytes = m->out, .size = sizeof m->out, .host = &m->host, .on = on };
	mdns_begin(w, response, id);
}

bool mdns_has_family(const struct net_interface *on, int family)
{
	for (int i = 0; i < on->count; i++)
		if (on->address[i].family == family)
			return true;
	return false;
}

static void send_to_all(struct mdns *m, const struct mdns_writer *w, int family)
{
	struct net_datagram to = { .interface = w->on->number, .family = family };

	m->send(&to, w->bytes, (size_t)w->len);
}

static void note_told(struct mdns_link *link, unsigned records, uint32_t now)
{
	link->told |= records;
	link->pending &= ~records;
	link->defended &= ~records;
	for (int record = 0; record < MDNS_RECORDS; record++)
		if (records & 1u << record)
			link->told_at[record] = now;
}

void mdns_tell(struct mdns *m, int i, int six, unsigned records, uint32_t now)
{
	const struct net_interface *on = &m->interfaces[i];
	struct mdns_link *link = &m->links[i][six];
	unsigned useful = mdns_useful_with(records, mdns_existing(&m->host, on));
	struct mdns_writer w;

	for (int record = 0; record < MDNS_RECORDS; record++)
		if ((link->told & 1u << record) && now - link->told_at[record] < MDNS_AGAIN_MS)
			useful &= ~(1u << record);
	begin(m, &w, on, true, 0);
	(void)mdns_write_answers(&w, records, MDNS_TELL);
	(void)mdns_write_additional(&w, useful, MDNS_TELL);
	send_to_all(m, &w, six ? 6 : 4);
	note_told(link, records | useful, now);
}

void mdns_reply(struct mdns *m, int i, const struct net_datagram *from, const struct mdns_packet *p, unsigned records)
{
	const struct net_interface *on = &m->interfaces[i];
	const unsigned negative =
		1u << MDNS_NSEC | MDNS_BIT(MDNS_IRC, MDNS_SERVICE_NSEC) | MDNS_BIT(MDNS_HTTP, MDNS_SERVICE_NSEC);
	bool legacy = p != NULL;
	enum mdns_manner manner = legacy ? MDNS_LEGACY : MDNS_TELL;
	struct mdns_writer w;

	begin(m, &w, on, true, legacy ? dns_wire_get16(m->in) : 0);
	if (legacy)
		mdns_repeat_questions(&w, m->in, p);
	(void)mdns_write_answers(&w, legacy ? records & ~negative : records, manner);
	(void)mdns_write_additional(
		&w, mdns_useful_with(records, mdns_existing(&m->host, on)) | (legacy ? records & negative : 0), manner);
	m->send(from, w.bytes, (size_t)w.len);
}

void mdns_send_probe(struct mdns *m, int i, int six, uint32_t now)
{
	struct mdns_writer w;

	(void)now;
	begin(m, &w, &m->interfaces[i], false, 0);
	mdns_write_probe(&w);
	send_to_all(m, &w, six ? 6 : 4);
}

void mdns_send_goodbye(struct mdns *m, int i, int six, uint32_t now)
{
	const struct net_interface *on = &m->interfaces[i];
	struct mdns_writer w;

	(void)now;
	begin(m, &w, on, true, 0);
	(void)mdns_write_answers(&w, mdns_existing(&m->host, on), MDNS_BYE);
	send_to_all(m, &w, six ? 6 : 4);
}
