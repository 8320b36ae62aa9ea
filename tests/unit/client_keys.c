/* client/keys: the bytes of a terminal, as keys. */
#include "client/client_limits.h"
#include "client/tty/keys.h"
#include "unit.h"

static struct keys k;

/* The keys of some bytes: the last one, and how many there were. */
static enum key last(const char *bytes, int *count)
{
	enum key key = KEY_NONE;

	*count = 0;
	k = (struct keys){ 0 };
	for (; *bytes != '\0'; bytes++) {
		enum key now = keys_byte(&k, *bytes);
		if (now != KEY_NONE) {
			key = now;
			++*count;
		}
	}
	return key;
}

static enum key one(const char *bytes)
{
	int count;
	enum key key = last(bytes, &count);

	EXPECT_INT(count, 1);
	return key;
}

TEST(split_characters_are_joined)
{
	EXPECT_INT(one("a"), KEY_TEXT);
	EXPECT(k.len == 1 && k.text[0] == 'a');
	EXPECT_INT(one("\xc3\xb6"), KEY_TEXT);
	EXPECT(k.len == 2 && memcmp(k.text, "\xc3\xb6", 2) == 0);
	EXPECT_INT(one("\xe6\xbc\xa2"), KEY_TEXT);
	EXPECT_INT(one("\xf0\x9f\x90\xa6"), KEY_TEXT);
	EXPECT_INT((int)k.len, 4);
}

TEST(invalid_utf8_is_reported_and_does_not_consume_the_next_byte)
{
	int count;

	EXPECT_INT(last("\xc3q", &count), KEY_TEXT);
	EXPECT(count == 1 && k.text[0] == 'q' && k.len == 1 && k.broken);
	EXPECT_INT(last("\xf0\x9f\r", &count), KEY_ENTER);
	EXPECT(count == 1 && k.broken);
	EXPECT_INT(last("\xff", &count), KEY_OTHER);
	EXPECT(k.broken);
	EXPECT_INT(last("\xffq", &count), KEY_TEXT);
	EXPECT(!k.broken);
	EXPECT_INT(one("\xed\xa0\x80"), KEY_OTHER); /* a surrogate */
	EXPECT(k.broken);
	EXPECT_INT(one("\xc2\x9b"), KEY_OTHER); /* C1: CSI in UTF-8 */
	EXPECT(k.broken);
	EXPECT_INT(one("\xc3\xb6"), KEY_TEXT);
	EXPECT(!k.broken);
}

TEST(control_keys)
{
	static const struct {
		const char *bytes;
		enum key key;
	} known[] = {
		{ "\x01", KEY_HOME },          { "\x05", KEY_END },       { "\x0b", KEY_KILL_END },
		{ "\x15", KEY_KILL_LINE },     { "\x17", KEY_KILL_WORD }, { "\x7f", KEY_BACKSPACE },
		{ "\b", KEY_BACKSPACE },       { "\r", KEY_ENTER },       { "\n", KEY_ENTER },
		{ "\x04", KEY_DELETE_OR_END }, { "\x0c", KEY_REDRAW },    { "\x02", KEY_LEFT },
		{ "\x06", KEY_RIGHT },         { "\t", KEY_TAB },         { "\x07", KEY_OTHER },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		EXPECT_INT(one(known[i].bytes), known[i].key);
}

TEST(sequences_of_many_terminals)
{
	static const struct {
		const char *bytes;
		enum key key;
	} known[] = {
		{ "\x1b[D", KEY_LEFT },
		{ "\x1b[C", KEY_RIGHT },
		{ "\x1bOD", KEY_LEFT },
		{ "\x1b[H", KEY_HOME },
		{ "\x1b[F", KEY_END },
		{ "\x1bOH", KEY_HOME },
		{ "\x1b[1~", KEY_HOME },
		{ "\x1b[4~", KEY_END },
		{ "\x1b[7~", KEY_HOME },
		{ "\x1b[8~", KEY_END },
		{ "\x1b[3~", KEY_DELETE },
		{ "\x1b[A", KEY_UP },
		{ "\x1b[1;5D", KEY_WORD_LEFT },
		{ "\x1b[1;5C", KEY_WORD_RIGHT },
		{ "\x1b"
		  "b",
		  KEY_WORD_LEFT },
		{ "\x1b"
		  "f",
		  KEY_WORD_RIGHT },
		{ "\x1b\x7f", KEY_KILL_WORD },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		EXPECT_INT(one(known[i].bytes), known[i].key);
}

TEST(unknown_sequences_are_consumed_whole)
{
	EXPECT_INT(one("\x1b[15~"), KEY_OTHER);
	EXPECT_INT(one("\x1b[<0;33;12M"), KEY_OTHER);
	EXPECT_INT(one("\x1b[[A"), KEY_UP); /* the Linux console's F1 ends in a letter, too */
	EXPECT_INT(one("\x1b[111111111111111111111111111111111111~"), KEY_OTHER);
	EXPECT_INT(one("\x1bz"), KEY_OTHER);
}

TEST(terminal_replies_are_consumed_whole)
{
	static const char *const answers[] = {
		"\x1b]11;rgb:1e1e/1e1e/1e1e\a",     /* OSC: the background colour, up to BEL */
		"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", /* up to ST */
		"\x1b]l\xc3\x9c title\x1b\\",       /* 0x9c in it is a part of a character */
		"\x1bP1+r544e=787465726d\x1b\\",    /* DCS: a capability */
		"\x1bP>|XTerm(379)\x1b\\",          /* the version */
		"\x1b_Gi=31;OK\x1b\\",              /* APC: kitty's graphics */
		"\x1b^private\x1b\\",               /* PM */
		"\x1bXstring\x1b\\",                /* SOS */
		"\x1b[?62;22c",                     /* device attributes */
		"\x1b[24;80R",                      /* where the cursor is */
		"\x1b[I",                           /* the window has the focus */
		"\x1b[M !!",                        /* X10's mouse */
		"\x1b[<0;33;12M",                   /* xterm's */
		"\x9d"
		"11;rgb:1e1e/1e1e/1e1e\x9c", /* the same with C1 controls of one byte */
		"\x9b"
		"24;80R",
		"\x1b]11;rgb\x18", /* cancelled */
	};
	char bytes[64];
	int count;

	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		EXPECT_INT(one(answers[i]), KEY_OTHER);
		EXPECT(!keys_pending(&k) && !k.broken);
		sprintf(bytes, "%sq", answers[i]);
		EXPECT_INT(last(bytes, &count), KEY_TEXT);
		EXPECT(count == 2 && k.text[0] == 'q' && k.len == 1 && !k.broken);
	}
}

TEST(an_unterminated_string_does_not_consume_the_keyboard)
{
	k = (struct keys){ 0 };
	keys_byte(&k, '\x1b');
	EXPECT_INT(keys_byte(&k, ']'), KEY_NONE);
	EXPECT_INT(keys_pause(&k), KEY_PAUSE_MS); /* it may be Alt and a bracket */
	for (int i = 0; i < TERMINAL_STRING_BYTES; i++)
		EXPECT_INT(keys_byte(&k, 'x'), KEY_NONE);
	EXPECT_INT(keys_pause(&k), TERMINAL_PAUSE_MS);
	EXPECT_INT(keys_byte(&k, 'x'), KEY_OTHER);
	EXPECT_INT(keys_byte(&k, 'y'), KEY_TEXT);
	EXPECT_INT(one("\x1b]11;rgb\r"), KEY_ENTER);
	EXPECT_INT(one("\x1b]11;rgb\x1b[D"), KEY_LEFT);
	keys_byte(&k, '\x1b');
	keys_byte(&k, 'P');
	EXPECT(!keys_idle(&k) && !k.broken);
	EXPECT_INT(keys_byte(&k, 'y'), KEY_TEXT);
	EXPECT_INT(keys_byte(&k, '\x9e'), KEY_NONE); /* a letter of another character set, or PM */
	EXPECT(!keys_idle(&k) && k.broken);
}

TEST(a_sequence_may_be_incomplete)
{
	EXPECT_INT(one("\x1b[1\x1b[D"), KEY_LEFT);
	EXPECT_INT(one("\x1b\x1b[C"), KEY_RIGHT);
}

TEST(escape_alone_is_a_key_after_a_pause)
{
	k = (struct keys){ 0 };
	EXPECT(!keys_pending(&k));
	EXPECT_INT(keys_byte(&k, '\x1b'), KEY_NONE);
	EXPECT(keys_pending(&k));
	EXPECT_INT(keys_pause(&k), KEY_PAUSE_MS);
	EXPECT(keys_idle(&k));
	EXPECT(!keys_pending(&k));
	EXPECT_INT(keys_pause(&k), 0);
	EXPECT_INT(keys_byte(&k, 'b'), KEY_TEXT);
}
