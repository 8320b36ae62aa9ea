/* cookie.h: SYN cookies: stateless replies when the half-open table is full.
 *
 * Every call is made under lwIP's core lock, while an incoming segment is processed.
 */
#ifndef NET_LWIP_COOKIE_H
#define NET_LWIP_COOKIE_H

#include <stdbool.h>

#include <lwip/prot/tcp.h>
#include <lwip/tcp.h>

/* Makes the key. Call before the first segment comes in. */
void cookie_init(void);

/* Answers a SYN at this listener. The answer's sequence number is the cookie; nothing is stored. */
void cookie_answer(const struct tcp_pcb *listener, const struct tcp_hdr *syn);

/* Whether a segment that belongs to no connection may carry a cookie. False: none was sent in the last two minutes. */
bool cookie_may_fit(void);

/* Whether this segment acknowledges a valid cookie of its sender. */
bool cookie_fits(const struct tcp_hdr *ack);

/* Makes the connection: feeds lwIP a rebuilt SYN of that sender, then this segment (header `ack`, data p). */
void cookie_let_in(const struct tcp_hdr *ack, struct pbuf *p);

/* True while cookie_let_in runs. */
bool cookie_is_letting_in(void);

#endif
