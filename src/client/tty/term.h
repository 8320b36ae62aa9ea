/* term.h: the terminal's mode, and signals as a descriptor to poll. */
#ifndef CLIENT_TTY_TERM_H
#define CLIENT_TTY_TERM_H

#include <stdbool.h>
#include <stddef.h>

/* The events since the last call of term_signals, as bits. */
enum {
	TERM_STOP = 1,    /* SIGINT, SIGTERM or SIGHUP: leave */
	TERM_SUSPEND = 2, /* Ctrl-Z: call term_suspend */
	TERM_RESUMED = 4, /* continued: another program may have used the terminal, so set it up again and redraw */
	TERM_RESIZED = 8,
};

/* Installs the signal handlers. With `raw`, also puts the terminal on descriptor 0 into raw mode: key by key, without
 * echo. term_restore undoes that however the program ends. 0, or -1 and errno. */
int term_open(bool raw);

/* Call this with every input that was read. It corrects bytes typed before term_open, in the kernel's line mode: there
 * an end of file (Ctrl-D) reads as NUL (Linux, n_tty), and becomes Ctrl-D again. */
void term_read_ahead(char *bytes, size_t n);

/* Restores the terminal's mode. May be called at any time, and more than once. */
void term_restore(void);

/* Sets raw mode again, after TERM_RESUMED. */
void term_resume(void);

/* Readable after a signal: poll it, then call term_signals. */
int term_wake_fd(void);
/* Returns the events that are pending, and clears them. */
unsigned term_signals(void);

/* The signal that asked the program to quit, or 0. Check it after a call fails with EINTR. */
int term_stop_signal(void);

/* Restores the terminal and stops the program. Once the shell continues it, sets raw mode again. */
void term_suspend(void);

/* Ends the program by the signal itself, so that the parent process sees the cause. */
_Noreturn void term_die(int signal);

/* The terminal's width in columns; 80 when it is not known. */
size_t term_columns(void);

#endif
