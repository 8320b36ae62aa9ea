/* sys_arch.h: lwIP's semaphores, mutexes, mailboxes and threads, all stored by value: none allocates memory. */
#ifndef NET_LWIP_ARCH_SYS_ARCH_H
#define NET_LWIP_ARCH_SYS_ARCH_H

#include <pthread.h>
#include <stdbool.h>

#include <lwip/arch.h>
#include <lwip/opt.h>

/* A counting semaphore. Its timeouts use the monotonic clock; sem_timedwait uses the wall clock, which may jump. */
struct port_semaphore {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned count;
	bool valid;
};

struct port_mutex {
	pthread_mutex_t lock;
	_Atomic(void *) holder; /* the thread that holds it, or NULL; for port_core_locked */
	bool valid;
};

/* A ring of messages, TCPIP_MBOX_SIZE at most. */
struct port_mailbox {
	struct port_semaphore messages; /* the number of messages in the ring */
	pthread_mutex_t lock;
	void *ring[TCPIP_MBOX_SIZE];
	unsigned first, count;
};

typedef struct port_semaphore sys_sem_t;
typedef struct port_mutex sys_mutex_t;
typedef struct port_mailbox sys_mbox_t;
typedef int sys_thread_t;

#define sys_sem_valid(s) ((s)->valid)
#define sys_sem_set_invalid(s) ((s)->valid = false)
#define sys_mutex_valid(m) ((m)->valid)
#define sys_mutex_set_invalid(m) ((m)->valid = false)
#define sys_mbox_valid(m) ((m)->messages.valid)
#define sys_mbox_set_invalid(m) ((m)->messages.valid = false)

#endif
