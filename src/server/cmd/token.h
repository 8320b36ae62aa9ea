/* token.h: the tokens with which clients take their places again (cmd_resume.c). */
#ifndef SERVER_CMD_TOKEN_H
#define SERVER_CMD_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_TEXT 32 /* a token: 128 bits in hexadecimal */

/* Makes the key of all tokens, at start-up. Without entropy there are no tokens. */
void token_start(void);

/* The token of a connection, by its number, which is never used twice; so a token ends with its connection. False:
 * there are no tokens. */
bool token_write(uint32_t session, char text[TOKEN_TEXT + 1]);

/* The slot of the registered user whose token that is, or -1. Takes the same time for every wrong token. Under the chat
 * lock. */
int token_owner(const char *text);

#endif
