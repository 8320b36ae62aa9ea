/* cookie.c: SYN cookies: stateless replies when the half-open table is full (RFC 4987 section 3.6).
 *
 * The initial sequence number of our SYN-ACK is a keyed hash of the peer's
 * address and port, our port, the peer's initial sequence number and the time.
 * A peer that acknowledges this number has received our SYN-ACK. lwIP is then
 * fed a rebuilt SYN followed by the acknowledgement, and makes the connection.
 * If the SYN-ACK is lost, the peer retransmits its SYN. TCP options of the SYN
 * are lost: the peer is sent segments of 536 bytes, which every host accepts
 * (RFC 9293 section 3.7.1).
 *
 * Owns the key and the time of the last cookie; keeps nothing per peer. With no
 * pbuf free, nothing is sent and the peer retransmits. Caller: conn.c, under the
 * core lock.
 */
#include "net/lwip/cookie.h"

#include <string.h>

#include <lwip/inet_chksum.h>
#include <lwip/ip.h>
#include <lwip/priv/tcp_priv.h>

#include "base/clock.h"
#include "base/siphash.h"
#include "net/lwip/port.h"

/* Resolution of the time in a cookie, milliseconds. A cookie is valid until the end of the next span. */
#define SPAN_MS 65536

static struct siphash_key key;
static bool answered;        /* a cookie has been sent ... */
static uint64_t answered_ms; /* ... the last one at this time */
static bool letting_in;
static u32_t own_number; /* while letting_in: our initial sequence number of the new connection */

void cookie_init(void)
{
	for (int i = 0; i < 2; i++)
		key.half[i] = (uint64_t)port_random() << 32 | port_random();
}

/* The cookie for the sender of the current segment. `peer`: the sequence number of its SYN. */
static u32_t cookie(const struct tcp_hdr *header, u32_t peer, u32_t span)
{
	const ip_addr_t *from = ip_current_src_addr();
	struct {
		u32_t address[4], peer, span;
		u16_t from_port, to_port;
	} about = { .peer = peer, .span = span, .from_port = header->src, .to_port = header->dest };

	if (IP_IS_V6(from))
		memcpy(about.address, ip_2_ip6(from)->addr, sizeof about.address);
	else
		about.address[0] = ip_2_ip4(from)->addr;
	return (u32_t)siphash(&key, &about, sizeof about);
}

static u32_t span_now(void)
{
	return (u32_t)(clock_ms() / SPAN_MS);
}

/* Allocates a pbuf with a TCP header, checksum 0. `options`: room for options, 0 or 4 bytes. NULL: no pbuf is free. */
static struct pbuf *segment(u16_t from, u16_t to, u8_t flags, u32_t seq, u32_t ack, u16_t window, u16_t options)
{
	struct pbuf *p = pbuf_alloc(PBUF_IP, (u16_t)(TCP_HLEN + options), PBUF_RAM);
	struct tcp_hdr *header;

	if (p == NULL)
		return NULL;
	header = p->payload;
	header->src = lwip_htons(from);
	header->dest = lwip_htons(to);
	header->seqno = lwip_htonl(seq);
	header->ackno = lwip_htonl(ack);
	TCPH_HDRLEN_FLAGS_SET(header, (TCP_HLEN + options) / 4, flags);
	header->wnd = lwip_htons(window);
	header->chksum = 0;
	header->urgp = 0;
	return p;
}

static void add_checksum(struct pbuf *p, const ip_addr_t *from, const ip_addr_t *to)
{
	struct tcp_hdr *header = p->payload;

	header->chksum = ip_chksum_pseudo(p, IP_PROTO_TCP, p->tot_len, from, to);
}

void cookie_answer(const struct tcp_pcb *listener, const struct tcp_hdr *syn)
{
	const ip_addr_t *peer = ip_current_src_addr(), *own = ip_current_dest_addr();
	u16_t mss = tcp_eff_send_mss_netif(TCP_MSS, ip_current_input_netif(), peer);
	struct pbuf *p = segment(syn->dest, syn->src, TCP_SYN | TCP_ACK, cookie(syn, syn->seqno, span_now()),
	                         syn->seqno + 1, TCP_WND, LWIP_TCP_OPT_LEN_MSS);

	if (p == NULL)
		return; /* as if the SYN-ACK were lost: the peer retransmits */
	*(u32_t *)((char *)p->payload + TCP_HLEN) = TCP_BUILD_MSS_OPTION(mss);
	add_checksum(p, own, peer);
	port_answer(p, listener->ttl);
	pbuf_free(p);
	answered = true;
	answered_ms = clock_ms();
}

bool cookie_may_fit(void)
{
	return answered && clock_since(clock_ms(), answered_ms) < 2 * SPAN_MS;
}

bool cookie_fits(const struct tcp_hdr *ack)
{
	u32_t peer = ack->seqno - 1, own = ack->ackno - 1, span = span_now();

	return own == cookie(ack, peer, span) || own == cookie(ack, peer, span - 1);
}

void cookie_let_in(const struct tcp_hdr *ack, struct pbuf *p)
{
	const ip_addr_t *peer = ip_current_src_addr(), *own = ip_current_dest_addr();
	struct netif *netif = ip_current_input_netif();
	struct pbuf *syn = segment(ack->src, ack->dest, TCP_SYN, ack->seqno - 1, 0, ack->wnd, 0);
	struct pbuf *again = segment(ack->src, ack->dest, TCPH_FLAGS(ack), ack->seqno, ack->ackno, ack->wnd, 0);

	if (syn == NULL || again == NULL) { /* the peer will retransmit */
		if (syn != NULL)
			pbuf_free(syn);
		if (again != NULL)
			pbuf_free(again);
		return;
	}
	add_checksum(syn, peer, own);
	if (p->tot_len > 0)
		pbuf_chain(again, p);
	add_checksum(again, peer, own);
	own_number = ack->ackno - 1;
	letting_in = true;
	tcp_input(syn, netif);
	tcp_input(again, netif);
	letting_in = false;
}

bool cookie_is_letting_in(void)
{
	return letting_in;
}

/* The initial sequence number of a connection: unpredictable (RFC 6528). */
unsigned net_lwip_isn(void)
{
	return letting_in ? own_number : port_random();
}
