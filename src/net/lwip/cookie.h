/* cookie.h: who knocks while all half-open connections are taken is answered, and not remembered.
 *
 * All of it is under lwIP's core lock, and only while a segment comes in.
 */
#ifndef NET_LWIP_COOKIE_H
#define NET_LWIP_COOKIE_H

#include <stdbool.h>

#include <lwip/prot/tcp.h>
#include <lwip/tcp.h>

/* Before the first segment comes in. */
void cookie_init(void);

/* Answers a SYN at this listener; all that is to be known of it goes with the answer. */
void cookie_answer(const struct tcp_pcb *listener, const struct tcp_hdr *syn);

/* Whether a segment for which there is no connection may belong to an answer: none was given for two minutes if not. */
bool cookie_may_fit(void);

/* Whether this segment acknowledges the answer that its sender would have got. */
bool cookie_fits(const struct tcp_hdr *ack);

/* Has lwIP hear the SYN of that sender now, and then this segment, whose header and data are p. */
void cookie_let_in(const struct tcp_hdr *ack, struct pbuf *p);

/* True while cookie_let_in does so. */
bool cookie_is_letting_in(void);

#endif
