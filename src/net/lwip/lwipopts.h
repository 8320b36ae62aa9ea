/* lwipopts.h: lwIP's options: which parts are built, and the size of each pool. Every size follows from limits.h.
 *
 * All pools are static. Each connection has its full share of every pool, so a
 * slow connection never starves the others. Only the pool of incoming packets is
 * shared: when it is empty, the packet is dropped, and TCP retransmits it.
 * (Tests also build with smaller pools: everything still works, only slower.)
 */
#ifndef NET_LWIP_LWIPOPTS_H
#define NET_LWIP_LWIPOPTS_H

#include "limits.h"

/* ---- the system ---- */

#define NO_SYS 0
/* Any thread may call lwIP while it holds the core lock; see net.c. Incoming frames are processed under it, too, so no
 * finer locks are needed. */
#define LWIP_TCPIP_CORE_LOCKING 1
#define LWIP_TCPIP_CORE_LOCKING_INPUT 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_COMPAT_MUTEX 0
#define LWIP_SINGLE_NETIF 1
#define TCPIP_MBOX_SIZE 8
#define TCPIP_THREAD_STACKSIZE LWIP_STACK
#ifndef MEMP_NUM_TCPIP_MSG_API
#define MEMP_NUM_TCPIP_MSG_API TCPIP_MBOX_SIZE
#endif

/* ---- memory: pools, no heap ---- */

#define MEM_LIBC_MALLOC 0
#define MEMP_MEM_MALLOC 0
#define MEM_USE_POOLS 1
#define MEM_USE_POOLS_TRY_BIGGER_POOL 1
#define MEMP_USE_CUSTOM_POOLS 1
#define MEM_ALIGNMENT __SIZEOF_POINTER__
/* Statistics: only the peak use and the failed allocations of each pool (net_report). */
#define LWIP_STATS 1
#define LWIP_STATS_LARGE 1 /* 32-bit counters: a flood must not make them wrap */
#define MEMP_STATS 1
#define LINK_STATS 0
#define ETHARP_STATS 0
#define IP_STATS 0
#define IPFRAG_STATS 0
#define ICMP_STATS 0
#define UDP_STATS 0
#define TCP_STATS 0
#define SYS_STATS 0
#define IP6_STATS 0
#define ICMP6_STATS 0
#define MLD6_STATS 0
#define IGMP_STATS 0
#define ND6_STATS 0
/* Pools are aligned, not padded, so that each is as large as its row of the memory bill says. */
#define LWIP_DECLARE_MEMORY_ALIGNED(name, bytes) u8_t name[bytes] __attribute__((aligned(MEM_ALIGNMENT)))

/* Size of a small packet, bytes: a pbuf (24), the headers of the link (16), IPv6 (40) and TCP (20), and an option (4),
 * each rounded up. */
#define LWIP_HEADER_BYTES 112
/* Size of a large packet, bytes: a pbuf and a whole frame. */
#define LWIP_FRAME_BYTES 1568
/* Number of small packets: for each connection its segments in flight and one more, an acknowledgement or a FIN. */
#ifndef LWIP_HEADERS
#define LWIP_HEADERS (LWIP_CONNS * (LWIP_SEGMENTS + 1) + 32)
#endif
#ifndef LWIP_FRAMES
#define LWIP_FRAMES 4
#endif

/* ---- TCP ---- */

#define TCP_MSS 1460
#define TCP_WND LWIP_RECEIVE_BYTES
#define TCP_SND_BUF LWIP_SEND_BYTES
/* Send queue of a connection, pbufs: each segment is one for its headers and one that points into the send ring. */
#define TCP_SND_QUEUELEN (2 * LWIP_SEGMENTS)
#define TCP_LISTEN_BACKLOG 1
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_PBUFS 4
#define TCP_OVERSIZE 0
#define LWIP_TCP_KEEPALIVE 1
/* Delayed acknowledgements wait at most 100 ms, not 250: a client without TCP_NODELAY waits for them before it sends
 * its next line. */
#define TCP_TMR_INTERVAL 100

#ifndef MEMP_NUM_TCP_PCB
#define MEMP_NUM_TCP_PCB (LWIP_CONNS + LWIP_HALF_OPEN + LWIP_ENDED)
#endif
#ifndef MEMP_NUM_TCP_PCB_LISTEN
#define MEMP_NUM_TCP_PCB_LISTEN LISTENERS
#endif
/* Segments: for each connection those in flight, the FIN, and those received out of order. */
#ifndef MEMP_NUM_TCP_SEG
#define MEMP_NUM_TCP_SEG (LWIP_CONNS * (LWIP_SEGMENTS + 1 + TCP_OOSEQ_MAX_PBUFS) + LWIP_HALF_OPEN)
#endif
#ifndef MEMP_NUM_PBUF
#define MEMP_NUM_PBUF (LWIP_CONNS * LWIP_SEGMENTS + 16)
#endif

/* The pool of incoming packets. A large frame takes several buffers. */
#define PBUF_POOL_SIZE LWIP_PACKETS
#define PBUF_POOL_BUFSIZE 512
#define ETH_PAD_SIZE 2 /* aligns the addresses in the IP header */

/* A packet that waits for address resolution must be copied: it may outlive the connection whose send ring it points
 * to. */
#define PBUF_NEEDS_COPY(p) ((p)->type_internal != PBUF_RAM)

/* Hooks: cookie.c gives the initial sequence numbers; conn.c sees each segment before lwIP processes it. */
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) net_lwip_isn()
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, header, options, first, second, p) net_lwip_hears((pcb), (header), (p))
struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
unsigned net_lwip_isn(void);
signed char net_lwip_hears(struct tcp_pcb *pcb, const struct tcp_hdr *header, struct pbuf *p);

/* ---- IP: one network; every host in it may be a client ---- */

#define LWIP_IPV4 1
#define LWIP_ICMP 1
#define LWIP_DHCP 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define LWIP_RAW 0
#define LWIP_UDP 1
#define MEMP_NUM_UDP_PCB 2 /* DHCP's, and that of multicast DNS */
#define LWIP_DNS 0
#define LWIP_IGMP 1
#define MEMP_NUM_IGMP_GROUP 2 /* all hosts, and multicast DNS */
#define IP_REASSEMBLY 1
#define IP_REASS_MAX_PBUFS 12
#ifndef MEMP_NUM_REASSDATA
#define MEMP_NUM_REASSDATA 3
#endif
#define IP_FRAG 1
#ifndef MEMP_NUM_FRAG_PBUF
#define MEMP_NUM_FRAG_PBUF 12
#endif
/* Segments queue while ARP resolves the address, as far as frames are free. With a queue of one the others would be
 * lost, and retransmitted only seconds later. */
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN LWIP_SEGMENTS
#ifndef MEMP_NUM_ARP_QUEUE
#define MEMP_NUM_ARP_QUEUE 16
#endif
#define ARP_TABLE_SIZE (CLIENTS + HELD)
#define LWIP_NETIF_HWADDRHINT 1
#define LWIP_NETIF_STATUS_CALLBACK 1

#define LWIP_IPV6 1
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_REASS 0 /* TCP and DHCP do not need it, and a reassembled ping's reply would not fit a frame */
#define LWIP_IPV6_FRAG 0
#define LWIP_IPV6_MLD 1
#define MEMP_NUM_MLD6_GROUP (LWIP_IPV6_NUM_ADDRESSES + 2) /* one for each address, all hosts, multicast DNS */
#define LWIP_IPV6_NUM_ADDRESSES 4 /* one link-local, one from --address, two from autoconfiguration */
#define LWIP_ND6_QUEUEING 0       /* entries of active peers are never evicted, so no packet has to wait */
#define LWIP_ND6_NUM_NEIGHBORS (CLIENTS + HELD > 120 ? 120 : CLIENTS + HELD)
#define LWIP_ND6_NUM_DESTINATIONS LWIP_ND6_NUM_NEIGHBORS

#endif
