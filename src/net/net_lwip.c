/* net_lwip.c: the network in the process: lwIP's TCP/IP (the contract is net.h).
 *
 * A connection is read by one thread and written by another. lwIP's sockets
 * allow that only with LWIP_NETCONN_FULLDUPLEX, which its opt.h calls alpha, so
 * they are not used. This file uses the callback ("raw") API, from whichever
 * thread needs it, under the core lock: lwIP allows that with
 * LWIP_TCPIP_CORE_LOCKING, as its documentation says under "Common pitfalls",
 * OS mode, point 2 (doc/doxygen/main_page.h in its sources: all callback-style
 * functions can be called when the core lock is held), and opt.h says where
 * that option is. A slot's thread waits for input on a semaphore of its own,
 * which is not lwIP's; nothing ever waits with the lock held.
 *
 * Owns lwip_conns: the connections, each with two rings. What comes in is
 * copied to the one, so that packets are free again at once, and the window
 * that the peer sees is what is free in it. What is to go out stays in the
 * other until the peer has acknowledged it; segments only point there. When
 * all connections are taken, lwIP does not hear who knocks, and they try again.
 *
 * Lock order: the chat lock is never held here. All of lwip_conns is under the
 * core lock.
 */
#include "net/net.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <lwip/ip4_frag.h>
#include <lwip/memp.h>
#include <lwip/mld6.h>
#include <lwip/priv/memp_priv.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/priv/tcpip_priv.h>
#include <lwip/tcpip.h>
#include <lwip/timeouts.h>
#include <lwip/udp.h>
#include <netif/ppp/ppp_opts.h> /* memp_std.h counts PPP's timers too, none */

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/address.h"
#include "net/lwip_port.h"
#include "net/wake.h"

_Static_assert(LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)) + LWIP_MEM_ALIGN_SIZE(PBUF_TRANSPORT) +
                               LWIP_MEM_ALIGN_SIZE(4) <=
                       LWIP_HEADER_BYTES,
               "a segment that opens a connection would take a whole frame's place: raise LWIP_HEADER_BYTES");

enum conn_state {
	CONN_FREE,
	CONN_WAITING, /* established, and at a listener until it is accepted */
	CONN_OPEN,    /* it has a number that linnetd knows */
	CONN_DYING,   /* closed, but its last words are still on their way */
};

struct lwip_conn {
	struct tcp_pcb *pcb; /* NULL once lwIP has let go of it */
	uint8_t state;
	bool at_end;    /* the peer has closed */
	bool lost;      /* reset, or the peer has not answered for long */
	bool stopped;   /* nobody reads it any more: what comes is thrown away */
	bool shut;      /* nothing is added any more: the end follows what is in the ring ... */
	bool end_sent;  /* ... and lwIP has been told of it */
	bool receiving; /* a thread waits for input */
	short watched;  /* what the main thread waits for: NET_READ, NET_WRITE */
	int next;       /* of the free ones, or of those that wait at a listener; -1: the last */
	uint16_t in_first, in_count;
	uint16_t out_first, out_count; /* what the peer has not acknowledged ... */
	uint16_t out_given;            /* ... of which lwIP knows this much */
	sys_sem_t input;
	char in[LWIP_RECEIVE_BYTES], out[LWIP_SEND_BYTES];
};

static struct lwip_conn lwip_conns[LWIP_CONNS];
static int first_free = -1, free_count;

/* Listeners have the numbers behind those of the connections. */
static struct lwip_listener {
	struct tcp_pcb *pcb; /* NULL: there is none */
	int first, last;     /* who waits to be accepted */
} listeners[LISTENERS];

/* ---- connections: under the core lock ---- */

static int number_of(const struct lwip_conn *c)
{
	return (int)(c - lwip_conns);
}

static void give_back(struct lwip_conn *c)
{
	c->state = CONN_FREE;
	c->next = first_free;
	first_free = number_of(c);
	free_count++;
}

/* lwIP keeps the rest of the connection's life to itself. */
static void let_go(struct lwip_conn *c)
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

/* Something has changed for those who wait for the connection. */
static void tell(struct lwip_conn *c, short what)
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

static bool is_ready(const struct lwip_conn *c, short want)
{
	if (c->lost)
		return true;
	if ((want & NET_READ) != 0 && (c->in_count > 0 || c->at_end))
		return true;
	/* Not for a few bytes: the flusher would come for each of them. */
	return (want & NET_WRITE) != 0 && c->out_count <= LWIP_SEND_BYTES * 2 / 3;
}

/* Gives lwIP what is in the ring and has room among the segments, and then the end if it is to follow. */
static void push(struct lwip_conn *c)
{
	while (c->pcb != NULL && c->out_given < c->out_count) {
		size_t at = (c->out_first + c->out_given) % LWIP_SEND_BYTES;
		size_t n = LWIP_MIN((size_t)(c->out_count - c->out_given), LWIP_SEND_BYTES - at);
		bool more;
		n = LWIP_MIN(n, (size_t)tcp_mss(c->pcb)); /* one segment, or the rest of one and a part of the next */
		more = c->out_given + n < c->out_count;
		if (tcp_write(c->pcb, c->out + at, (u16_t)n, more ? TCP_WRITE_FLAG_MORE : 0) != ERR_OK)
			break; /* the next acknowledgement makes room */
		c->out_given = (uint16_t)(c->out_given + n);
	}
	if (c->pcb != NULL && c->shut && !c->end_sent && c->out_given == c->out_count) {
		c->end_sent = true;
		tcp_shutdown(c->pcb, 0, 1);
	}
}

static void throw_away_input(struct lwip_conn *c)
{
	if (c->pcb != NULL && c->in_count > 0)
		tcp_recved(c->pcb, c->in_count);
	c->in_count = 0;
}

/* ---- what lwIP calls, with the core lock held ---- */

/* With both ends closed lwIP lets the connection rest in TIME-WAIT, and forgets it one day without a word. */
static void check_rest(struct lwip_conn *c)
{
	if (c->pcb == NULL || c->pcb->state != TIME_WAIT)
		return;
	let_go(c);
	c->at_end = true;
	c->out_count = c->out_given = 0;
	tell(c, NET_READ | NET_WRITE);
}

static void end_if_done(struct lwip_conn *c)
{
	if (c->state == CONN_DYING && (c->pcb == NULL || (c->out_count == 0 && c->end_sent))) {
		if (c->pcb != NULL) {
			struct tcp_pcb *pcb = c->pcb;
			let_go(c);
			tcp_setprio(pcb, TCP_PRIO_MIN); /* see take_census */
			tcp_close(pcb);
		}
		give_back(c);
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
			return ERR_MEM; /* more than the window: it cannot be, and lwIP would keep it */
		to_end = pbuf_copy_partial(p, c->in + at, (u16_t)(LWIP_RECEIVE_BYTES - at), 0);
		(void)pbuf_copy_partial(p, c->in, LWIP_RECEIVE_BYTES, to_end);
		c->in_count = (uint16_t)(c->in_count + p->tot_len);
		pbuf_free(p);
	}
	tell(c, NET_READ);
	end_if_done(c);
	return ERR_OK;
}

static err_t on_sent(void *conn, struct tcp_pcb *pcb, u16_t len)
{
	struct lwip_conn *c = conn;

	(void)pcb;
	len = LWIP_MIN(len, c->out_given); /* the end counts as a byte */
	c->out_first = (uint16_t)((c->out_first + len) % LWIP_SEND_BYTES);
	c->out_count = (uint16_t)(c->out_count - len);
	c->out_given = (uint16_t)(c->out_given - len);
	push(c);
	if (is_ready(c, NET_WRITE))
		tell(c, NET_WRITE);
	check_rest(c);
	end_if_done(c);
	return ERR_OK;
}

/* From time to time: had a pool been empty when something was to be sent, nothing else would call. */
static err_t on_poll(void *conn, struct tcp_pcb *pcb)
{
	(void)pcb;
	push(conn);
	return ERR_OK;
}

/* The connection is gone, and lwIP has forgotten it already. */
static void on_error(void *conn, err_t error)
{
	struct lwip_conn *c = conn;

	c->pcb = NULL;
	c->at_end = true;
	c->lost = error != ERR_CLSD;
	c->out_count = c->out_given = 0;
	tell(c, NET_READ | NET_WRITE);
	end_if_done(c);
}

static void begin(struct lwip_conn *c, struct tcp_pcb *pcb)
{
	c->pcb = pcb;
	c->state = CONN_WAITING;
	c->at_end = c->lost = c->stopped = c->shut = c->end_sent = c->receiving = false;
	c->watched = 0;
	c->next = -1;
	c->in_first = c->in_count = c->out_first = c->out_count = c->out_given = 0;
	tcp_arg(pcb, c);
	tcp_recv(pcb, on_receive);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_error);
	tcp_poll(pcb, on_poll, 1);
	tcp_nagle_disable(pcb);
}

static err_t on_accept(void *listener, struct tcp_pcb *pcb, err_t error)
{
	struct lwip_listener *l = listener;
	struct lwip_conn *c;

	if (error != ERR_OK || pcb == NULL || l->pcb == NULL || first_free < 0)
		return ERR_MEM; /* lwIP resets it */
	c = &lwip_conns[first_free];
	first_free = c->next;
	free_count--;
	begin(c, pcb);
	if (l->last >= 0)
		lwip_conns[l->last].next = number_of(c);
	else
		l->first = number_of(c);
	l->last = number_of(c);
	port_wake_timers();
	net_wake();
	return ERR_OK;
}

/* Of those whose last words are still on their way, the one that has not been heard of longest is given up. */
static void give_up_one(void)
{
	struct lwip_conn *oldest = NULL;
	struct tcp_pcb *pcb;

	for (struct lwip_conn *c = lwip_conns; c < lwip_conns + LWIP_CONNS; c++)
		if (c->state == CONN_DYING && (oldest == NULL || (s32_t)(c->pcb->tmr - oldest->pcb->tmr) < 0))
			oldest = c;
	if (oldest == NULL)
		return;
	pcb = oldest->pcb;
	let_go(oldest);
	give_back(oldest);
	tcp_abort(pcb);
}

/* Connections that lwIP has to itself: */
struct census {
	int half_open, ended;
	struct tcp_pcb *oldest_half_open, *oldest_ended; /* NULL: there is none */
};

static void count(struct tcp_pcb *pcb, int *n, struct tcp_pcb **oldest)
{
	++*n;
	if (*oldest == NULL || (s32_t)(pcb->tmr - (*oldest)->tmr) <= 0) /* the list begins with the newest */
		*oldest = pcb;
}

static void take_census(struct census *c)
{
	*c = (struct census){ 0 };
	for (struct tcp_pcb *pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next)
		if (pcb->state == SYN_RCVD)
			count(pcb, &c->half_open, &c->oldest_half_open);
		else if (pcb->prio == TCP_PRIO_MIN)
			count(pcb, &c->ended, &c->oldest_ended);
}

/* Whether this half-open connection may give way to one that knocks: when its peer had time to answer; or in a flood,
 * which a peer that is quick to answer still gets through so. A crowd that comes at once is none: in it, who is not
 * heard knocks again a second later, but who had to give way would be reset. */
static bool gives_way(const struct tcp_pcb *half_open)
{
	enum { TICKS = 2, FLOOD = 256 }; /* lwIP's, of 200 ms; and how many knock in vain in one of them */
	static u32_t tick, in_vain;

	if (tick != tcp_ticks)
		in_vain = 0;
	tick = tcp_ticks;
	return half_open != NULL && (tcp_ticks - half_open->tmr >= TICKS || ++in_vain > FLOOD);
}

/* lwIP shows each segment before it looks at it (LWIP_HOOK_TCP_INPACKET_PCB); what is not ERR_OK it does not hear.
 * A new connection is heard when a place waits for it. Of those that are half open the oldest gives way, so that
 * nobody can keep others out by knocking only; and of those that have ended, whose peers may never say so. */
signed char net_lwip_hears(struct tcp_pcb *pcb, const struct tcp_hdr *header)
{
	struct census c;

	if (pcb->state != LISTEN || (TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN)
		return ERR_OK;
	for (take_census(&c); c.ended >= LWIP_ENDED; take_census(&c))
		tcp_abandon(c.oldest_ended, 1);
	if (free_count <= c.half_open)
		give_up_one();
	if (c.half_open >= LWIP_HALF_OPEN || free_count <= c.half_open) {
		if (!gives_way(c.oldest_half_open))
			return ERR_MEM;
		tcp_abandon(c.oldest_half_open, 0);
		c.half_open--;
	}
	return free_count > c.half_open ? ERR_OK : ERR_MEM;
}

/* ---- listening ---- */

int net_init(int conns)
{
	(void)conns; /* LWIP_CONNS holds them: see limits.h */
	if (wake_open() < 0)
		return -1;
	for (int i = LWIP_CONNS - 1; i >= 0; i--) {
		sys_sem_new(&lwip_conns[i].input, 0);
		give_back(&lwip_conns[i]);
	}
	return port_open();
}

void net_start(void)
{
	port_start();
}

/* Binds and listens; NULL and errno. */
static struct tcp_pcb *listen_at(const ip_addr_t *address, int port)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IP_GET_TYPE(address)), *listening = NULL;
	err_t error;

	if (pcb == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	error = tcp_bind(pcb, address, (u16_t)port);
	if (error == ERR_OK)
		listening = tcp_listen_with_backlog_and_err(pcb, (u8_t)LWIP_HALF_OPEN, &error);
	if (listening == NULL) {
		tcp_abort(pcb);
		errno = error == ERR_MEM ? ENOMEM : EADDRINUSE;
	}
	return listening;
}

int net_listen(const char *address, int port)
{
	ip_addr_t at = IPADDR_ANY_TYPE_INIT;
	unsigned char bytes[16];
	int family = address_parse(address, bytes), i = 0;

	if (family == 0 && *address != '\0') {
		errno = EINVAL;
		return -1;
	}
	if (family == 4) {
		ip_addr_set_zero_ip4(&at);
		memcpy(&ip_2_ip4(&at)->addr, bytes, 4);
	} else if (family == 6) {
		ip_addr_set_zero_ip6(&at);
		memcpy(ip_2_ip6(&at)->addr, bytes, 16);
	}
	while (i < LISTENERS && listeners[i].pcb != NULL)
		i++;
	if (i == LISTENERS || !port_may_have(&at)) {
		errno = i == LISTENERS ? EMFILE : EADDRNOTAVAIL;
		return -1;
	}
	LOCK_TCPIP_CORE();
	listeners[i] = (struct lwip_listener){ .pcb = listen_at(&at, port), .first = -1, .last = -1 };
	if (listeners[i].pcb != NULL) {
		tcp_arg(listeners[i].pcb, &listeners[i]);
		tcp_accept(listeners[i].pcb, on_accept);
	}
	UNLOCK_TCPIP_CORE();
	return listeners[i].pcb != NULL ? LWIP_CONNS + i : -1;
}

void net_listener_name(int listener, char *to, size_t size)
{
	const struct tcp_pcb *pcb = listeners[listener - LWIP_CONNS].pcb;
	char text[ADDRESS_TEXT] = "::";
	struct buf b;
	bool six = !IP_IS_V4_VAL(pcb->local_ip);

	if (!IP_IS_ANY_TYPE_VAL(pcb->local_ip))
		port_address_text(&pcb->local_ip, text);
	buf_init(&b, to, size);
	buf_fmt(&b, six ? "[%s]:%d" : "%s:%d", text, pcb->local_port);
}

int net_accept(int listener, char *address)
{
	struct lwip_listener *l = &listeners[listener - LWIP_CONNS];
	int conn = -1;

	LOCK_TCPIP_CORE();
	while (conn < 0 && l->first >= 0) {
		struct lwip_conn *c = &lwip_conns[l->first];
		l->first = c->next;
		if (l->first < 0)
			l->last = -1;
		if (c->pcb == NULL) { /* it has gone meanwhile */
			give_back(c);
			continue;
		}
		c->state = CONN_OPEN;
		port_address_text(&c->pcb->remote_ip, address);
		conn = number_of(c);
	}
	UNLOCK_TCPIP_CORE();
	if (conn < 0)
		errno = EAGAIN;
	return conn;
}

/* ---- reading and writing ---- */

/* What has come, at most len bytes; 0 at the end; -1: EAGAIN, or the connection is lost. Under the core lock. */
static long take(struct lwip_conn *c, void *to, size_t len)
{
	size_t n = LWIP_MIN(len, (size_t)c->in_count), part = LWIP_MIN(n, (size_t)(LWIP_RECEIVE_BYTES - c->in_first));

	if (c->stopped)
		return 0;
	if (n == 0) {
		errno = c->lost ? ECONNRESET : EAGAIN;
		return c->at_end && !c->lost ? 0 : -1;
	}
	memcpy(to, c->in + c->in_first, part);
	memcpy((char *)to + part, c->in, n - part);
	c->in_first = (uint16_t)((c->in_first + n) % LWIP_RECEIVE_BYTES);
	c->in_count = (uint16_t)(c->in_count - n);
	if (c->pcb != NULL)
		tcp_recved(c->pcb, (u16_t)n);
	return (long)n;
}

long net_receive(int conn, void *to, size_t len)
{
	struct lwip_conn *c = &lwip_conns[conn];
	long n;

	LOCK_TCPIP_CORE();
	while ((n = take(c, to, len)) < 0 && errno == EAGAIN) {
		c->receiving = true;
		UNLOCK_TCPIP_CORE();
		sys_arch_sem_wait(&c->input, 0);
		LOCK_TCPIP_CORE();
	}
	UNLOCK_TCPIP_CORE();
	return n;
}

long net_receive_now(int conn, void *to, size_t len)
{
	long n;

	LOCK_TCPIP_CORE();
	n = take(&lwip_conns[conn], to, len);
	UNLOCK_TCPIP_CORE();
	return n;
}

/* Adds to the ring what has room. */
static size_t add(struct lwip_conn *c, const char *from, size_t len)
{
	size_t n = LWIP_MIN(len, (size_t)(LWIP_SEND_BYTES - c->out_count));
	size_t at = (c->out_first + c->out_count) % LWIP_SEND_BYTES, part = LWIP_MIN(n, LWIP_SEND_BYTES - at);

	memcpy(c->out + at, from, part);
	memcpy(c->out, from + part, n - part);
	c->out_count = (uint16_t)(c->out_count + n);
	return n;
}

long net_send(int conn, const struct span *vecs, int n)
{
	struct lwip_conn *c = &lwip_conns[conn];
	long sent = 0;

	LOCK_TCPIP_CORE();
	if (c->pcb == NULL || c->shut) {
		errno = EPIPE;
		sent = -1;
	}
	for (int i = 0; sent >= 0 && i < n; i++) {
		size_t took = add(c, vecs[i].at, vecs[i].len);
		sent += (long)took;
		if (took < vecs[i].len)
			break;
	}
	if (sent > 0) {
		push(c);
		(void)tcp_output(c->pcb); /* what does not go now goes with the next timer */
	}
	UNLOCK_TCPIP_CORE();
	return sent;
}

void net_keep_alive(int conn, int seconds)
{
	struct lwip_conn *c = &lwip_conns[conn];

	LOCK_TCPIP_CORE();
	if (c->pcb != NULL) {
		ip_set_option(c->pcb, SOF_KEEPALIVE);
		if (seconds > 0) {
			c->pcb->keep_idle = (u32_t)seconds * 1000;
			c->pcb->keep_intvl = seconds >= 4 ? (u32_t)seconds * 250 : 1000;
		}
		c->pcb->keep_cnt = 4;
	}
	UNLOCK_TCPIP_CORE();
}

/* ---- ending ---- */

/* Only of a connection that is open: its number may be another's, which nobody knows yet. */
void net_stop_reading(int conn)
{
	struct lwip_conn *c = &lwip_conns[conn];

	LOCK_TCPIP_CORE();
	if (c->state == CONN_OPEN && !c->stopped) {
		c->stopped = true;
		throw_away_input(c);
		tell(c, NET_READ);
	}
	UNLOCK_TCPIP_CORE();
}

void net_stop_sending(int conn)
{
	struct lwip_conn *c = &lwip_conns[conn];

	LOCK_TCPIP_CORE();
	c->shut = true;
	push(c);
	UNLOCK_TCPIP_CORE();
}

/* True when nothing is to be waited for: the peer has acknowledged everything, or never will; or a closed connection
 * may go on for itself, because there is room for others beside it, and linnetd is not about to end. */
static bool may_close(const struct lwip_conn *c)
{
	bool may;

	LOCK_TCPIP_CORE();
	may = c->pcb == NULL || (c->out_count == 0 && c->pcb->state == FIN_WAIT_2) ||
	      (free_count > LWIP_SPARE && tcp_listen_pcbs.listen_pcbs != NULL);
	UNLOCK_TCPIP_CORE();
	return may;
}

void net_linger(int conn, uint32_t ms)
{
	uint64_t start = clock_ms();

	net_stop_reading(conn);
	net_stop_sending(conn);
	while (!may_close(&lwip_conns[conn]) && clock_since(clock_ms(), start) < ms)
		poll(NULL, 0, 5);
}

static void close_listener(struct lwip_listener *l)
{
	LOCK_TCPIP_CORE();
	tcp_close(l->pcb);
	l->pcb = NULL;
	while (l->first >= 0) {
		struct lwip_conn *c = &lwip_conns[l->first];
		struct tcp_pcb *pcb = c->pcb;
		l->first = c->next;
		let_go(c);
		give_back(c);
		if (pcb != NULL)
			tcp_abort(pcb);
	}
	UNLOCK_TCPIP_CORE();
}

void net_close(int conn)
{
	struct lwip_conn *c;

	if (conn >= LWIP_CONNS) {
		close_listener(&listeners[conn - LWIP_CONNS]);
		return;
	}
	net_stop_reading(conn);
	c = &lwip_conns[conn];
	LOCK_TCPIP_CORE();
	c->state = CONN_DYING;
	c->shut = true;
	push(c);
	end_if_done(c);
	UNLOCK_TCPIP_CORE();
}

/* ---- waiting ---- */

/* Marks what is ready; true when anything is. */
static bool look(struct net_event *events, int n)
{
	bool any = false;

	LOCK_TCPIP_CORE();
	for (int i = 1; i < n; i++) {
		struct net_event *e = &events[i];
		e->ready = 0;
		if (e->conn >= LWIP_CONNS) {
			e->ready = listeners[e->conn - LWIP_CONNS].first >= 0;
		} else if (e->conn >= 0) {
			struct lwip_conn *c = &lwip_conns[e->conn];
			e->ready = is_ready(c, e->want) || c->pcb == NULL;
			c->watched = e->ready ? 0 : e->want;
		}
		any |= e->ready != 0;
	}
	UNLOCK_TCPIP_CORE();
	return any;
}

void net_wait(struct net_event *events, int n, int ms)
{
	struct pollfd wake = { .fd = wake_descriptor(), .events = POLLIN };

	events[0] = (struct net_event){ .conn = -1 };
	if (look(events, n))
		ms = 0;
	if (poll(&wake, 1, ms) <= 0)
		return;
	wake_clear();
	look(events, n);
}

/* ---- what else the contract asks for ---- */

void net_addresses(void (*told)(const char *address, void *with), void *with)
{
	LOCK_TCPIP_CORE();
	port_addresses(told, with);
	UNLOCK_TCPIP_CORE();
}

/* lwIP's own list of its pools gives a row of the bill for each, in the order of memp_pools. */
#define LWIP_MEMPOOL(name, number, size, what) { "lwIP: " what, (number), MEMP_ALIGN_SIZE(size) },
enum { OWN_OBJECTS = 2 };
const struct net_object net_objects[] = {
	{ "connections and their rings", LWIP_CONNS, sizeof lwip_conns[0] },
	{ "stacks of the network's threads", PORT_THREADS, sizeof(struct port_thread) },
#include <lwip/priv/memp_std.h>
};
const int net_object_count = ARRAY_LEN(net_objects);
_Static_assert(ARRAY_LEN(net_objects) == OWN_OBJECTS + MEMP_MAX, "net_report would name the wrong pools");

void net_report(void)
{
	for (int i = 0; i < MEMP_MAX; i++) {
		const struct net_object *pool = &net_objects[OWN_OBJECTS + i];
		struct stats_mem use;

		LOCK_TCPIP_CORE();
		use = *memp_pools[i]->stats;
		UNLOCK_TCPIP_CORE();
		if (use.err > 0)
			log_info("%s: all %zu were in use, and %u times one more was wanted", pool->what, pool->count,
			         (unsigned)use.err);
		else
			log_debug("%s: at most %u of %zu were in use", pool->what, (unsigned)use.max, pool->count);
	}
}

bool net_gone(void)
{
	return port_gone();
}

long net_buffer_bytes(void)
{
	return 0; /* the kernel holds nothing: all of it is on the bill */
}
