/* lwippools.h: pools for lwIP's outgoing packets, in two sizes; other ports use a heap.
 *
 * lwIP includes this list several times, so it has no guard. Small packets
 * hold the headers of a segment, an acknowledgement or a reset. Large packets
 * hold a whole frame: a ping reply or a DHCP message.
 */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(LWIP_HEADERS, LWIP_HEADER_BYTES)
LWIP_MALLOC_MEMPOOL(LWIP_FRAMES, LWIP_FRAME_BYTES)
LWIP_MALLOC_MEMPOOL_END
