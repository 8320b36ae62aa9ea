/* main.c: the start of linnetd, its main thread, and its shutdown.
 *
 * The main thread polls for new connections, signals, and sockets whose send
 * buffers were full. It finishes pending writes (flush_pump), and runs the
 * timers (tick.c). All else is done by the slots' threads.
 */
#include "server/main.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/print.h"
#include "base/random.h"
#include "chat/event.h"
#include "chat/history.h"
#include "chat/labeled.h"
#include "chat/lock.h"
#include "chat/mask.h"
#include "chat/msg.h"
#include "chat/outq.h"
#include "irc/msgid.h"
#include "net/net.h"
#include "net/notify.h"
#include "patience.h"
#include "server/cmd/token.h"
#include "server/config/options.h"
#include "server/config/rehash.h"
#include "server/config/settings.h"
#include "server/conn/announce.h"
#include "server/conn/flush.h"
#include "server/conn/guess.h"
#include "server/conn/listener.h"
#include "server/conn/slot.h"
#include "server/conn/slot_stack.h"
#include "server/conn/slot_thread.h"
#include "server/conn/strangers.h"
#include "server/system/budget.h"
#include "server/system/logger.h"
#include "server/system/privileges.h"
#include "server/system/sandbox.h"
#include "server/system/started.h"
#include "server/system/status.h"
#include "server/tick.h"

static volatile sig_atomic_t stop_asked, rehash_signalled;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stop_asked = 1;
	net_wake();
}

static void on_rehash(int signal_number)
{
	(void)signal_number;
	rehash_signalled = 1;
	net_wake();
}

/* Signal handlers run in the main thread only. The slots' threads, whose stacks are small, start with all signals
 * blocked except the sandbox's SIGSYS, and keep them blocked. */
static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };
	struct sigaction rehash = { .sa_handler = on_rehash }, hangup;

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGUSR1, &rehash, NULL);
	/* SIGHUP asks a service to read its files again. If the log goes to a terminal, it means that the terminal is
	 * gone, and linnetd stops: nobody would know that it still runs. Under nohup, it stays ignored. */
	sigaction(SIGHUP, NULL, &hangup);
	if (hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, isatty(STDERR_FILENO) ? &stop : &rehash, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

static void start_threads(void)
{
	sigset_t all, before;

	sigfillset(&all);
	sigdelset(&all, SIGSYS);
	sigprocmask(SIG_SETMASK, &all, &before);
	slot_threads_start();
	logger_start();
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Adds the slots whose sockets are full to the poll set events[0 .. n); returns the new n. */
static int want_blocked(struct net_event *events, int n)
{
	chat_lock();
	BITS_EACH(slot, outq_blocked, SLOT_WORDS)
		events[n++] = (struct net_event){ .conn = slots[slot].conn, .want = NET_WRITE };
	chat_unlock();
	return n;
}

/* Hands the sockets that are writable again, of events[first .. n), back to the flusher. */
static void serve_blocked(const struct net_event *events, int first, int n)
{
	if (first == n)
		return;
	chat_lock();
	BITS_EACH(slot, outq_blocked, SLOT_WORDS)
		for (int i = first; i < n; i++)
			if (events[i].conn == slots[slot].conn && events[i].ready)
				flush_unblock(slot);
	chat_unlock();
}

/* Milliseconds between two runs of the timers. */
#define TICK_MS 500
#define CALM_MS 60000 /* milliseconds that the main thread sleeps at most while no timer is due */
_Static_assert(CALM_MS <= OPLESS_MS, "nobody wakes the main thread for a channel that has lost its operators");

/* One iteration of the main thread's loop: polls, for at most ms milliseconds, and serves the events. */
static void turn(int ms)
{
	uint64_t now = clock_ms();
	int first_blocked, blocked_end, n = 1; /* the first event is the network's own */

	if (flush_pump()) /* it also takes the main thread's call, which may be for closing slots: see below */
		ms = 0;
	slots_wake_closing();
	n = listeners_want(main_events, n, now);
	first_blocked = n;
	n = want_blocked(main_events, n);
	blocked_end = n;
	n = announce_want(main_events, n);
	net_wait(main_events, n, announce_patience(now, listeners_patience(now, ms)));
	now = clock_ms();
	serve_blocked(main_events, first_blocked, blocked_end);
	announce_serve(now);
	listeners_serve(main_events, 1, now);
	slots_wake_closing();
}

/* Runs the timers. Returns the milliseconds that the main thread may sleep. */
static int look_after_the_silent(uint64_t now)
{
	bool more;
	uint64_t calm_ms;

	tick(now);
	more = strangers_tick(now, false);
	more |= status_tick(now);
	more |= guess_tick(now, false);
	calm_ms = more ? 0 : tick_calm_ms(now);
	return calm_ms <= TICK_MS ? TICK_MS : calm_ms >= CALM_MS ? CALM_MS : (int)calm_ms;
}

static void serve(void)
{
	uint64_t ticked = clock_ms();

	while (!stop_asked && !net_gone()) {
		uint64_t now = clock_ms();
		int ms = TICK_MS; /* another thread may have set a timer and woken this one */
		if (clock_since(now, ticked) >= TICK_MS) {
			ticked = now;
			ms = look_after_the_silent(now);
		}
		if (rehash_signalled) {
			rehash_signalled = 0;
			chat_lock();
			rehash_ask();
			chat_unlock();
		}
		rehash_if_asked();
		turn(ms);
	}
}

/* Shutdown: sends all clients the reason, and waits until they have it; for at most STOP_MS. */
static void stop(void)
{
	uint64_t start = clock_ms();
	int left = 1;

	(void)notify("STOPPING=1");
	log_info("stopping");
	announce_close();
	listeners_close();
	while (left > 0 && clock_since(clock_ms(), start) < STOP_MS) {
		chat_lock();
		event_set_time(clock_ms(), clock_wall_ms());
		slots_stop();
		left = slots_busy();
		CHECK(left > 0 || msg_free_blocks() == MSG_BLOCKS); /* else a message has leaked */
		chat_unlock();
		if (left > 0)
			turn(20);
	}
	(void)strangers_tick(clock_ms(), true);
	(void)guess_tick(clock_ms(), true);
	net_report();
	log_info("stack: deepest client thread used %d of %d bytes", slot_stacks_used(), SLOT_STACK);
	log_info("stopped");
}

static int open_all(void)
{
	if (net_init(CLIENTS + LISTENERS + HELD) < 0)
		return -1;
	if (settings.syslog && net_log_open() < 0) {
		log_error("--syslog: cannot reach /dev/log");
		return -1;
	}
	logger_open(settings.syslog);
	notify_open(); /* before --chroot */
	if (listeners_open() < 0 || announce_open(clock_ms()) < 0 ||
	    privileges_drop(settings.chroot, settings.become, settings.uid, settings.gid, rehash_keep_folders) < 0)
		return -1;
	return 0;
}

/* Enters the sandbox. 0, or -1 when it is required and cannot be had. */
static int enter_sandbox(void)
{
	int folders[REHASH_FILES];

	for (int i = 0; i < REHASH_FILES; i++)
		folders[i] = rehash_folder(i);
	return sandbox_enter(folders, REHASH_FILES, settings.require_sandbox) < 0 && settings.require_sandbox ? -1 : 0;
}

/* From the first thread to shutdown. The large frame is on the memory bill: see MAIN_STACK. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wframe-larger-than="
static int run(void)
{
	union sandbox_stack stack;

	sandbox_init(&stack);
	net_start();
	start_threads();
	if (enter_sandbox() < 0)
		return 1;
	(void)notify("READY=1");
	serve();
	stop();
	return net_gone() ? 1 : 0;
}
#pragma GCC diagnostic pop

int main(int argc, char **argv)
{
	int status;

	if (print_secure() < 0)
		return 1;
	log_open("linnetd", LOG_INFO);
	chat_lock_init();
	if (options_read(argc, argv) < 0)
		return 2;
	if (settings.help || settings.version || settings.budget)
		return options_answer() < 0 ? 1 : 0;
	log_open("linnetd", (enum log_level)settings.log_level);
	catch_signals();
	started_now();
	if (settings.check)
		return 0;
	if (open_all() < 0)
		return 1;
	budget_touch();
	msg_init();
	history_init();
	msgid_start(random_number());
	labeled_init(settings.name);
	token_start();
	mask_init();
	listeners_tell_how_to_join(argv[0]); /* nothing is opened after this */
	status = run();
	logger_finish();
	return status;
}
