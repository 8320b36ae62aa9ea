/* slot_thread.h: the clients' threads. */
#ifndef SERVER_CONN_SLOT_THREAD_H
#define SERVER_CONN_SLOT_THREAD_H

/* Starts the thread of every slot. Main thread, once. */
void slot_threads_start(void);

#endif
