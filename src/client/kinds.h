/* kinds.h: the kinds of lines that are shown. */
#ifndef CLIENT_KINDS_H
#define CLIENT_KINDS_H

/* For a program, UI_TALK goes to the standard output, UI_ERROR and UI_LINK go to the standard error, and the others are
 * dropped. A user at a terminal sees all of them. */
enum ui_kind {
	UI_TALK,  /* somebody said something */
	UI_EVENT, /* somebody joined, left or changed something */
	UI_INFO,  /* information from the server or from linnet itself */
	UI_ERROR, /* something failed */
	UI_LINK,  /* the state of the connection */
};

#endif
