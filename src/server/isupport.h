/* isupport.h: limits that only commands know, and that 005 tells. */
#ifndef SERVER_ISUPPORT_H
#define SERVER_ISUPPORT_H

/* Targets of one PRIVMSG or NOTICE. */
#define TARGETS_MAX 4
/* Modes with a parameter in one MODE command. */
#define MODES_MAX 6

#endif
