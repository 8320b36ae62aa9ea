/* send.h: sends commands to the server. */
#ifndef CLIENT_CONN_SEND_H
#define CLIENT_CONN_SEND_H

/* Formats and sends one command. Tags in front do not count towards its length. 0; -1: the line would be too long, and
 * nothing was sent. */
int send_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
