/* term.h: the terminal's state, and signals as something to poll for. */
#ifndef CLIENT_TTY_TERM_H
#define CLIENT_TTY_TERM_H

#include <stdbool.h>
#include <stddef.h>

/* What has happened since the last look: a set of these. */
enum {
	TERM_STOP = 1,    /* SIGINT, SIGTERM or SIGHUP: leave */
	TERM_SUSPEND = 2, /* Ctrl-Z: call term_suspend */
	TERM_RESUMED = 4, /* somebody else had the terminal: set it up and draw again */
	TERM_RESIZED = 8,
};

/* Catches signals, and with `raw` takes keys one by one from the terminal on descriptor 0, unechoed, until
 * term_restore, whichever way the program ends. 0, or -1 and errno. */
int term_open(bool raw);

/* To be called with what has been read. Among the bytes that were typed before term_open, while the kernel still put
 * lines together, an end of file (Ctrl-D) is read as NUL (Linux, n_tty): it becomes Ctrl-D again. */
void term_read_ahead(char *bytes, size_t n);

/* Gives the terminal back as it was. May be called at any time, also twice. */
void term_restore(void);

/* Takes it again, after TERM_RESUMED. */
void term_resume(void);

/* Readable after a signal: poll it, then call term_signals. */
int term_wake_fd(void);
unsigned term_signals(void);

/* The signal that asked to leave, or 0. A call that was interrupted (EINTR) looks here. */
int term_stop_signal(void);

/* Gives the terminal back and stops until the shell continues the program, then takes it again. */
void term_suspend(void);

/* Ends the program the way the signal would have, so that whoever started it can tell. */
_Noreturn void term_die(int signal);

/* Columns of the terminal; 80 when it does not say. */
size_t term_columns(void);

#endif
