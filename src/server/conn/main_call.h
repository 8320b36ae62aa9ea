/* main_call.h: the main thread has something to do. Under the chat lock. */
#ifndef SERVER_CONN_MAIN_CALL_H
#define SERVER_CONN_MAIN_CALL_H

#include <stdbool.h>

/* It is woken by the next flush. */
void main_call(void);

/* Whether it is called; and takes the call back, for whoever wakes it, or is it. */
bool main_call_made(void);
bool main_call_take(void);

#endif
