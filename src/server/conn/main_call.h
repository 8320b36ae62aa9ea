/* main_call.h: a request to wake the main thread, which has something to do. Under the chat lock. */
#ifndef SERVER_CONN_MAIN_CALL_H
#define SERVER_CONN_MAIN_CALL_H

#include <stdbool.h>

/* Requests it: the next flush wakes the main thread. */
void main_call(void);

/* True while there is a request. */
bool main_call_made(void);

/* The same, and clears the request: for the thread that wakes the main thread, or for the main thread itself. */
bool main_call_take(void);

#endif
