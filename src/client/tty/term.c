/* term.c: the terminal's mode, and signals as a descriptor to poll.
 *
 * Owns the saved terminal settings, and a pipe that the signal handlers write to. The settings are restored however the
 * program ends. On fatal signals, crashes included, the handler itself does that. So the settings and `raw_now` are
 * plain statics, set before any handler is installed.
 */
#define _GNU_SOURCE /* pipe2 (POSIX.1-2024) */

#include "client/tty/term.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/check.h"

#define COLUMNS_DEFAULT 80

static struct termios saved, raw;
static volatile sig_atomic_t is_terminal, raw_now;
static int ahead; /* unread bytes that were typed before the terminal was in raw mode */
static volatile sig_atomic_t pending[4], stop_signal; /* pending: indexed by the number of the TERM_ bit */
static int wake[2] = { -1, -1 };

/* Bracketed paste (xterm, "Bracketed Paste Mode"): the terminal marks pasted text. */
#define PASTE_ON "\x1b[?2004h"
#define PASTE_OFF "\x1b[?2004l"

static void tell_terminal(const char *sequence)
{
	if (write(STDOUT_FILENO, sequence, sizeof PASTE_ON - 1) < 0) {
		/* The terminal is gone, so there is nothing left to set. */
	}
}

static void wake_up(int which)
{
	int error = errno;

	pending[which] = 1;
	if (write(wake[1], "", 1) < 0) {
		/* The pipe is full, hence readable, and the poll wakes up anyway. */
	}
	errno = error;
}

static void on_stop(int number)
{
	stop_signal = number;
	wake_up(0);
}

static void on_terminal(int number)
{
	wake_up(number == SIGTSTP ? 1 : number == SIGCONT ? 2 : 3);
}

static void on_death(int number)
{
	if (raw_now)
		tell_terminal("\x1b[m\r\n\x1b[J"); /* padded to the length of the others; erases the prompt */
	term_restore();
	raise(number); /* SA_RESETHAND has restored the default action */
}

/* A signal that was ignored at start (nohup, a background job of a shell) stays ignored. */
static void catch (int number, void (*handler)(int), int flags)
{
	struct sigaction old, new = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&new.sa_mask);
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(number, &new, NULL);
}

static void catch_all(bool terminal)
{
	static const unsigned char stops[] = { SIGINT, SIGTERM, SIGHUP };
	static const unsigned char deaths[] = { SIGQUIT, SIGILL,  SIGTRAP, SIGABRT,   SIGBUS,  SIGFPE,  SIGSEGV, SIGSYS,
		                                SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ };
	static const unsigned char terminals[] = { SIGTSTP, SIGCONT, SIGWINCH };

	signal(SIGPIPE, SIG_IGN); /* write() fails with EPIPE instead */
	/* No SA_RESTART: a write blocked by a stopped reader must return when the user wants to quit. */
	for (size_t i = 0; i < ARRAY_LEN(stops); i++)
		catch (stops[i], on_stop, 0);
	if (!terminal)
		return;
	for (size_t i = 0; i < ARRAY_LEN(terminals); i++)
		catch (terminals[i], on_terminal, 0);
	for (size_t i = 0; i < ARRAY_LEN(deaths); i++)
		catch (deaths[i], on_death, SA_RESETHAND | SA_NODEFER);
}

static int make_pipe(void)
{
	return pipe2(wake, O_NONBLOCK | O_CLOEXEC);
}

int term_open(bool want_raw)
{
	if (make_pipe() < 0)
		return -1;
	if (want_raw) {
		if (tcgetattr(STDIN_FILENO, &saved) < 0)
			return -1;
		raw = saved;
		raw.c_lflag &=
			~(tcflag_t)(ICANON | ECHO | IEXTEN); /* ISIG stays set: Ctrl-C and Ctrl-Z keep their meaning */
		raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
		raw.c_cc[VMIN] = 1;
		raw.c_cc[VTIME] = 0;
		is_terminal = 1;
	}
	catch_all(want_raw);
	term_resume();
	if (want_raw && ioctl(STDIN_FILENO, FIONREAD, &ahead) < 0)
		ahead = 0;
	return 0;
}

void term_read_ahead(char *bytes, size_t n)
{
	for (size_t i = 0; i < n && ahead > 0; i++, ahead--)
		if (bytes[i] == '\0')
			bytes[i] = 'D' - '@';
}

void term_restore(void)
{
	if (raw_now) {
		raw_now = 0;
		tell_terminal(PASTE_OFF);
		tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	}
}

void term_resume(void)
{
	if (is_terminal) {
		raw_now = 1;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
		tell_terminal(PASTE_ON);
	}
}

int term_wake_fd(void)
{
	return wake[0];
}

unsigned term_signals(void)
{
	unsigned set = 0;
	char bytes[16];

	while (read(wake[0], bytes, sizeof bytes) > 0)
		;
	for (int i = 0; i < 4; i++)
		if (pending[i]) {
			pending[i] = 0;
			set |= 1u << i;
		}
	return set;
}

int term_stop_signal(void)
{
	return stop_signal;
}

void term_suspend(void)
{
	void (*handler)(int);

	term_restore();
	handler = signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	/* The shell has continued the program, or it could not be stopped (an orphaned process group). */
	signal(SIGTSTP, handler);
	term_resume();
}

_Noreturn void term_die(int number)
{
	sigset_t only;

	term_restore();
	signal(number, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, number);
	sigprocmask(SIG_UNBLOCK, &only, NULL);
	raise(number);
	_exit(128 + number);
}

size_t term_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return COLUMNS_DEFAULT;
	return size.ws_col;
}
