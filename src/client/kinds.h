/* kinds.h: what a line that is shown is about. */
#ifndef CLIENT_KINDS_H
#define CLIENT_KINDS_H

/* Programs get UI_TALK on the standard output, UI_ERROR and UI_LINK on the standard error; people get all of it. */
enum ui_kind {
	UI_TALK,  /* somebody said something */
	UI_EVENT, /* somebody came, left, changed something */
	UI_INFO,  /* news from the server, or from linnet itself */
	UI_ERROR, /* something did not work */
	UI_LINK,  /* the state of the connection */
};

#endif
