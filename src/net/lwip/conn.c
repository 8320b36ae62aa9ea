/* conn.c: linnetd's connections and lwIP's callbacks for them: data received, data acknowledged, new connections.
 *
 * Owns lwip_conns. Each connection has two ring buffers. Incoming data is copied
 * to the receive ring, which frees the packets at once; the window that we
 * advertise is the free space of this ring. Outgoing data stays in the send ring
 * until the peer has acknowledged it; segments only point into the ring.
 *
 * Half-open connections are lwIP's own, LWIP_HALF_OPEN at most. When that table
 * is full, a SYN is answered with a SYN cookie (cookie.c). Everything here runs
 * under the core lock.
 */
#include "net/lwip/conn.h"

#include <lwip/priv/tcp_priv.h>

#include "net/lwip/cookie.h"
#include "net/lwip/port.h"
#include "net/net.h"

_Static_assert(LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)) + LWIP_MEM_ALIGN_SIZE(PBUF_TRANSPORT) +
                               LWIP_MEM_ALIGN_SIZE(4) <=
                       LWIP_HEADER_BYTES,
               "a segment that opens a connection would take a whole frame's place: raise LWIP_HEADER_BYTES");

struct lwip_conn lwip_conns[LWIP_CONNS];
struct lwip_listener lwip_listeners[LISTENERS];
static int first_free = -1, free_count;

int conn_number(const struct lwip_conn *c)
{
	return (int)(c - lwip_conns);
}

void conn_give_back(struct lwip_conn *c)
{
	c->state = CONN_FREE;
	c->next = first_free;
	first_free = conn_number(c);
	free_count++;
}

int conn_free_count(void)
{
	return free_count;
}

void conn_let_go(struct lwip_conn *c)
{
	if (c->pcb == NULL)
		return;
	tcp_arg(c->pcb, NULL);
	tcp_recv(c->pcb, NULL);
	tcp_sent(c->pcb, NULL);
	tcp_err(c->pcb, NULL);
	tcp_poll(c->pcb, NULL, 0);
	c->pcb = NULL;
}

void conn_tell(struct lwip_conn *c, short what)
{
	if (c->receiving && (what & NET_READ) != 0) {
		c->receiving = false;
		sys_sem_signal(&c->input);
	}
	if ((c->watched & what) != 0) {
		c->watched = 0;
		net_wake();
	}
}

bool conn_is_ready(const struct lwip_conn *c, short want)
{
	if (c->lost)
		return true;
	if ((want & NET_READ) != 0 && (c->in_count > 0 || c->at_end))
		return true;
	/* Only with a third of the ring free: otherwise the flusher would be woken for every few bytes. */
	return (want & NET_WRITE) != 0 && c->out_count <= LWIP_SEND_BYTES * 2 / 3;
}

void conn_push(struct lwip_conn *c)
{
	while (c->pcb != NULL && c->out_given < c->out_count) {
		size_t at = (c->out_first + c->out_given) % LWIP_SEND_BYTES;
		size_t n = LWIP_MIN((size_t)(c->out_count - c->out_given), LWIP_SEND_BYTES - at);
		bool more;
		n = LWIP_MIN(n, (size_t)tcp_mss(c->pcb)); /* one segment, or the end of one and the start of the next */
		more = c->out_given + n < c->out_count;
		if (tcp_write(c->pcb, c->out + at, (u16_t)n, more ? TCP_WRITE_FLAG_MORE : 0) != ERR_OK)
			break; /* no segment is free: the next acknowledgement frees some */
		c->out_given = (uint16_t)(c->out_given + n);
	}
	if (c->pcb != NULL && c->shut && !c->end_sent && c->out_given == c->out_count) {
		c->end_sent = true;
		tcp_shutdown(c->pcb, 0, 1);
	}
}

uint32_t conn_silence(const struct tcp_pcb *pcb)
{
	return (tcp_ticks - pcb->tmr) * TCP_SLOW_INTERVAL;
}

void conn_throw_away_input(struct lwip_conn *c)
{
	if (c->pcb != NULL && c->in_count > 0)
		tcp_recved(c->pcb, c->in_count);
	c->in_count = 0;
}

/* ---- lwIP's callbacks; the core lock is held ---- */

/* Detaches a connection in TIME-WAIT: both ends are closed, and lwIP later frees the pcb without a callback. */
static void check_rest(struct lwip_conn *c)
{
	if (c->pcb == NULL || c->pcb->state != TIME_WAIT)
		return;
	conn_let_go(c);
	c->at_end = true;
	c->out_count = c->out_given = 0;
	conn_tell(c, NET_READ | NET_WRITE);
}

void conn_end_if_done(struct lwip_conn *c)
{
	if (c->state == CONN_DYING && (c->pcb == NULL || (c->out_count == 0 && c->end_sent))) {
		if (c->pcb != NULL) {
			struct tcp_pcb *pcb = c->pcb;
			conn_let_go(c);
			tcp_setprio(pcb, TCP_PRIO_MIN); /* see take_census */
			tcp_close(pcb);
		}
		conn_give_back(c);
	}
}

static err_t on_receive(void *conn, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
	struct lwip_conn *c = conn;

	(void)error;
	if (p == NULL) {
		c->at_end = true;
		check_rest(c);
	} else if (c->stopped) {
		tcp_recved(pcb, p->tot_len);
		pbuf_free(p);
		return ERR_OK;
	} else {
		size_t at = (c->in_first + c->in_count) % LWIP_RECEIVE_BYTES;
		u16_t to_end;
		if (p->tot_len > LWIP_RECEIVE_BYTES - c->in_count)
			return ERR_MEM; /* cannot happen: more than the window. lwIP keeps the data and tries again */
		to_end = pbuf_copy_partial(p, c->in + at, (u16_t)(LWIP_RECEIVE_BYTES - at), 0);
		(void)pbuf_copy_partial(p, c->in, LWIP_RECEIVE_BYTES, to_end);
		c->in_count = (uint16_t)(c->in_count + p->tot_len);
		pbuf_free(p);
	}
	conn_tell(c, NET_READ);
	conn_end_if_done(c);
	return ERR_OK;
}

static err_t on_sent(void *conn, struct tcp_pcb *pcb, u16_t len)
{
	struct lwip_conn *c = conn;

	(void)pcb;
	len = LWIP_MIN(len, c->out_given); /* an acknowledged FIN counts as one byte */
	c->out_first = (uint16_t)((c->out_first + len) % LWIP_SEND_BYTES);
	c->out_count = (uint16_t)(c->out_count - len);
	c->out_given = (uint16_t)(c->out_given - len);
	conn_push(c);
	if (conn_is_ready(c, NET_WRITE))
		conn_tell(c, NET_WRITE);
	check_rest(c);
	conn_end_if_done(c);
	return ERR_OK;
}

/* lwIP's periodic callback. Retries what could not be sent because a pool was empty; no other event might follow.
 * Aborts the connection when the peer has acknowledged nothing for patience_ms; lwIP itself would take minutes. */
static err_t on_poll(void *conn, struct tcp_pcb *pcb)
{
	struct lwip_conn *c = conn;

	if (c->patience_ms > 0 && c->out_given > 0 && conn_silence(pcb) >= c->patience_ms) {
		tcp_abort(pcb); /* calls on_error */
		return ERR_ABRT;
	}
	conn_push(c);
	return ERR_OK;
}

/* The connection has ended, and lwIP has already freed its pcb. */
static void on_error(void *conn, err_t error)
{
	struct lwip_conn *c = conn;

	c->pcb = NULL;
	c->at_end = true;
	c->lost = error != ERR_CLSD;
	c->out_count = c->out_given = 0;
	conn_tell(c, NET_READ | NET_WRITE);
	conn_end_if_done(c);
}

static void begin(struct lwip_conn *c, struct tcp_pcb *pcb)
{
	c->pcb = pcb;
	c->state = CONN_WAITING;
	c->at_end = c->lost = c->stopped = c->shut = c->end_sent = c->receiving = false;
	c->watched = 0;
	c->patience_ms = 0;
	c->next = -1;
	c->in_first = c->in_count = c->out_first = c->out_count = c->out_given = 0;
	tcp_arg(pcb, c);
	tcp_recv(pcb, on_receive);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_error);
	tcp_poll(pcb, on_poll, 1);
	tcp_nagle_disable(pcb);
}

/* Whether the peer has sent nothing for 400 ms, so that it may be gone. */
static bool is_silent(const struct tcp_pcb *pcb)
{
	return conn_silence(pcb) >= 400;
}

/* Among dying connections whose peers may be gone, the one silent for longest; NULL: there is none. */
static struct lwip_conn *oldest_dying(void)
{
	struct lwip_conn *oldest = NULL;

	for (struct lwip_conn *c = lwip_conns; c < lwip_conns + LWIP_CONNS; c++)
		if (c->state == CONN_DYING && is_silent(c->pcb) &&
		    (oldest == NULL || (s32_t)(c->pcb->tmr - oldest->pcb->tmr) < 0))
			oldest = c;
	return oldest;
}

/* Makes sure that a connection is free for a peer that has proved its address. If none is, aborts the oldest dying
 * connection whose peer may be gone. False: there is none either. */
static bool make_place(void)
{
	struct lwip_conn *oldest;
	struct tcp_pcb *pcb;

	if (first_free >= 0)
		return true;
	oldest = oldest_dying();
	if (oldest == NULL)
		return false;
	pcb = oldest->pcb;
	conn_let_go(oldest);
	conn_give_back(oldest);
	tcp_abort(pcb);
	return true;
}

err_t conn_on_accept(void *listener, struct tcp_pcb *pcb, err_t error)
{
	struct lwip_listener *l = listener;
	struct lwip_conn *c;

	if (error != ERR_OK || pcb == NULL || l->pcb == NULL || !make_place())
		return ERR_MEM; /* lwIP resets it */
	c = &lwip_conns[first_free];
	first_free = c->next;
	free_count--;
	begin(c, pcb);
	if (l->last >= 0)
		lwip_conns[l->last].next = conn_number(c);
	else
		l->first = conn_number(c);
	l->last = conn_number(c);
	port_wake_timers();
	net_wake();
	return ERR_OK;
}

/* Counts of the pcbs that belong to no lwip_conn. */
struct census {
	int half_open, may_answer;    /* may_answer: half-open ones whose peer sent something in the last 400 ms */
	int ended;                    /* closed by linnetd; lwIP finishes them alone */
	struct tcp_pcb *oldest_ended; /* NULL: there is none */
};

static void take_census(struct census *c)
{
	*c = (struct census){ 0 };
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next) {
		if (pcb->state == SYN_RCVD) {
			c->half_open++;
			c->may_answer += !is_silent(pcb);
		} else if (pcb->prio == TCP_PRIO_MIN) {
			c->ended++;
			if (c->oldest_ended == NULL || (s32_t)(pcb->tmr - c->oldest_ended->tmr) <= 0)
				c->oldest_ended = pcb; /* the list is sorted newest first */
		}
	}
}

/* Drops the oldest ended pcbs to make room for new connections: their peers may never send the last segment. */
static void limit_ended(struct census *c)
{
	for (take_census(c); c->ended >= LWIP_ENDED; take_census(c))
		tcp_abandon(c->oldest_ended, 1);
}

/* Handles a SYN. It takes an entry of the half-open table. If the table is full, it is answered with a cookie, so that
 * a SYN flood locks nobody out. If all connections are taken, or half-open ones may still take the rest, the SYN is
 * dropped and the peer retransmits it. */
static err_t hear_knock(const struct tcp_pcb *listener, const struct tcp_hdr *syn)
{
	struct census c;

	limit_ended(&c);
	if (c.half_open < LWIP_HALF_OPEN && c.half_open < free_count)
		return ERR_OK;
	if (c.may_answer < free_count || oldest_dying() != NULL)
		cookie_answer(listener, syn);
	return ERR_MEM;
}

/* Handles an ACK that belongs to no connection. With a valid cookie it opens a connection; if none is free, lwIP resets
 * the peer. Without one lwIP resets it, too, but not in the two minutes after a cookie was sent: the segment may have
 * overtaken the one that carries the cookie, so it is dropped, and the peer retransmits it. */
static err_t hear_stray(const struct tcp_hdr *ack, struct pbuf *p)
{
	struct census c;

	if (!cookie_may_fit())
		return ERR_OK;
	if (!cookie_fits(ack))
		return ERR_MEM;
	if (!make_place())
		return ERR_OK;
	limit_ended(&c);
	cookie_let_in(ack, p);
	return ERR_MEM;
}

/* lwIP's hook for each incoming segment (LWIP_HOOK_TCP_INPACKET_PCB). lwIP drops the segment unless this is ERR_OK. */
signed char net_lwip_hears(struct tcp_pcb *pcb, const struct tcp_hdr *header, struct pbuf *p)
{
	int flags = TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST);

	if (pcb->state != LISTEN || (flags != TCP_SYN && flags != TCP_ACK))
		return ERR_OK;
	if (cookie_is_letting_in())
		return flags == TCP_SYN ? ERR_OK : ERR_MEM;
	return flags == TCP_SYN ? hear_knock(pcb, header) : hear_stray(header, p);
}
