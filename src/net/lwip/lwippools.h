/* lwippools.h: what lwIP's packets that leave are made of: two sizes, where other ports have a heap.
 *
 * lwIP includes this list several times, so it has no guard. The small ones
 * hold the headers of a segment, an acknowledgement, a reset; the large ones
 * whatever is as long as a frame: the answer to a ping, a DHCP message.
 */
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(LWIP_HEADERS, LWIP_HEADER_BYTES)
LWIP_MALLOC_MEMPOOL(LWIP_FRAMES, LWIP_FRAME_BYTES)
LWIP_MALLOC_MEMPOOL_END
