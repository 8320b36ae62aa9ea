/* client/register: a nick that was in use is taken back. Compiled into this test with less patience, and without a
 * session: this file is all that it talks to. */
#define RECLAIM_MS 30

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>

#include "client/irc/register.c"

#include "unit.h"

static char sent[1024];
static bool registering = true, welcomed;
static struct options asked = { .nick = "dora", .user = "dora" };

int send_line(const char *format, ...)
{
	size_t len = strlen(sent);
	va_list args;

	va_start(args, format);
	vsnprintf(sent + len, sizeof sent - len, format, args);
	va_end(args);
	strcat(sent, "\n");
	return 0;
}

bool session_registering(void)
{
	return registering;
}

bool session_ready(void)
{
	return !registering;
}

bool session_returning(void)
{
	return true;
}

void session_welcomed(void)
{
	welcomed = true;
}

void link_close(void)
{
}

void ui_showf(enum ui_kind kind, const char *format, ...)
{
	(void)kind;
	(void)format;
}

static bool hear(const char *text)
{
	static char line[512];
	struct irc_msg m;

	strcpy(line, text);
	irc_parse(&m, line);
	if (strcmp(m.command, "001") == 0)
		return register_on_welcome(&m);
	return strcmp(m.command, "NICK") == 0 ? register_on_nick(&m) : register_on_nick_refused(&m);
}

static const char *said(void)
{
	static char text[sizeof sent];

	strcpy(text, sent);
	sent[0] = '\0';
	return text;
}

/* Registers while the nick is in use. */
static void begin(void)
{
	registering = true;
	register_start(&asked);
	register_begin();
	EXPECT_STR(said(), "CAP LS 302\nNICK dora\nUSER dora 0 * :dora\n");
	EXPECT(!hear(":s 433 * dora :in use"));
	EXPECT_STR(said(), "NICK dora_\n");
	hear(":s 001 dora_ :Welcome");
	registering = false;
	EXPECT(register_timeout(clock_ms()) > 0);
}

static void wait_for_it(void)
{
	while (register_timeout(clock_ms()) > 0)
		poll(NULL, 0, register_timeout(clock_ms()));
	register_turn(clock_ms());
	EXPECT_STR(said(), "NICK dora\n");
}

TEST(the_wanted_nick_is_requested_until_it_is_granted)
{
	begin();
	for (int i = 0; i < 3; i++) {
		wait_for_it();
		EXPECT(!hear(":s 433 dora_ dora :in use"));
	}
	wait_for_it();
	EXPECT(hear(":dora_!d@h NICK dora"));
	EXPECT_STR(register_nick(), "dora");
	EXPECT_INT(register_timeout(clock_ms()), -1);
}

TEST(a_nick_that_the_user_chooses_later_is_kept)
{
	begin();
	register_rename("nora");
	EXPECT_STR(said(), "NICK nora\n");
	hear(":dora_!d@h NICK nora");
	EXPECT_INT(register_timeout(clock_ms()), -1);
	registering = true;
	register_begin();
	EXPECT_STR(said(), "CAP LS 302\nNICK nora\nUSER dora 0 * :nora\n");
}

TEST(an_unrequested_error_is_shown)
{
	begin();
	EXPECT(hear(":s 433 dora_ other :in use"));
}

TEST(a_nick_that_the_server_changes_during_registration)
{
	registering = true;
	register_start(&asked);
	register_begin();
	said();
	EXPECT(!hear(":dora NICK 504AAAAAB"));
	EXPECT(!hear(":s 433 504AAAAAB dora :in use"));
	EXPECT_STR(said(), "NICK dora_\n");
}
