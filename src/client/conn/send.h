/* send.h: commands to the server. */
#ifndef CLIENT_CONN_SEND_H
#define CLIENT_CONN_SEND_H

/* Sends one command; tags in front of it are not counted. 0; -1: its line would be too long, nothing was sent. */
int send_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
