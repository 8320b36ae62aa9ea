/* keys.c: what a terminal sends, as keys. Pure.
 *
 * One byte in, at most one key out, however the bytes are spread over reads.
 * Understands UTF-8 and the sequences of xterm, of the Linux console and of
 * what imitates them (ECMA-48 section 5.4: CSI, parameters, final byte).
 * Sequences that mean nothing here are swallowed whole.
 */
#include "client/keys.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"

#define ESC '\x1b'

struct meaning {
	char byte;
	unsigned char key;
};

static enum key meaning(const struct meaning *known, size_t n, char byte)
{
	for (size_t i = 0; i < n; i++)
		if (known[i].byte == byte)
			return (enum key)known[i].key;
	return KEY_OTHER;
}

#define MEANING(table, byte) meaning(table, ARRAY_LEN(table), byte)

#define CTRL(letter) ((letter) - '@')

static const struct meaning controls[] = {
	{ CTRL('A'), KEY_HOME },      { CTRL('B'), KEY_LEFT },     { CTRL('D'), KEY_DELETE_OR_END },
	{ CTRL('E'), KEY_END },       { CTRL('F'), KEY_RIGHT },    { '\b', KEY_BACKSPACE },
	{ 0x7f, KEY_BACKSPACE },      { '\t', KEY_TAB },           { '\n', KEY_ENTER },
	{ '\r', KEY_ENTER },          { CTRL('K'), KEY_KILL_END }, { CTRL('L'), KEY_REDRAW },
	{ CTRL('N'), KEY_DOWN },      { CTRL('P'), KEY_UP },       { CTRL('U'), KEY_KILL_LINE },
	{ CTRL('W'), KEY_KILL_WORD },
};

/* A key held with Alt, or Esc and then the key. */
static const struct meaning alts[] = {
	{ 'a', KEY_ROOM_NEXT },  { 'b', KEY_WORD_LEFT },  { 'f', KEY_WORD_RIGHT },
	{ '\b', KEY_KILL_WORD }, { 0x7f, KEY_KILL_WORD },
};

/* The last byte of a sequence that has no number, or is an arrow with modifiers. */
static const struct meaning finals[] = {
	{ 'A', KEY_UP }, { 'B', KEY_DOWN }, { 'C', KEY_RIGHT }, { 'D', KEY_LEFT }, { 'F', KEY_END }, { 'H', KEY_HOME },
};

/* CSI number ~ */
static const struct meaning numbered[] = {
	{ '1', KEY_HOME }, { '3', KEY_DELETE }, { '4', KEY_END }, { '7', KEY_HOME }, { '8', KEY_END },
};

static enum key alt(struct keys *k, char byte)
{
	if (byte < '0' || byte > '9')
		return MEANING(alts, byte);
	k->text[0] = byte;
	return KEY_ROOM;
}

static enum key final(char byte, bool modified)
{
	enum key key = MEANING(finals, byte);

	if (modified && (key == KEY_LEFT || key == KEY_RIGHT))
		return key == KEY_LEFT ? KEY_WORD_LEFT : KEY_WORD_RIGHT;
	return key;
}

static enum key csi(struct keys *k, char byte)
{
	if (byte == ESC) { /* the sequence was broken off by another one */
		k->state = KEYS_ESCAPE;
		return KEY_NONE;
	}
	if (byte == '[' && k->len == 0) { /* the Linux console's function keys are CSI [ letter */
		k->state = KEYS_SS3;
		return KEY_NONE;
	}
	if (byte >= 0x20 && byte < 0x40) {
		/* What is too long to be a key that is known here is still read to its end. */
		if (k->len < sizeof k->text - 1)
			k->text[k->len++] = byte;
		return KEY_NONE;
	}
	k->text[k->len] = '\0';
	k->state = KEYS_PLAIN;
	if (byte != '~')
		return final(byte, strchr(k->text, ';') != NULL);
	if (strcmp(k->text, "200") == 0)
		return KEY_PASTE;
	return k->text[0] != '\0' && k->text[1] == '\0' ? MEANING(numbered, k->text[0]) : KEY_OTHER;
}

static enum key first(struct keys *k, char byte)
{
	unsigned char c = (unsigned char)byte;

	k->len = 0;
	if (byte == ESC) {
		k->state = KEYS_ESCAPE;
		return KEY_NONE;
	}
	if (c < ' ' || c == 0x7f)
		return MEANING(controls, byte);
	k->text[k->len++] = byte;
	if (c < 0x80)
		return KEY_TEXT;
	if (c < 0xc2 || c > 0xf4)
		return KEY_OTHER;
	k->state = KEYS_UTF8;
	return KEY_NONE;
}

static enum key utf8(struct keys *k, char byte)
{
	unsigned char lead = (unsigned char)k->text[0];
	size_t need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	k->state = KEYS_PLAIN;
	if (((unsigned char)byte & 0xc0) != 0x80)
		return first(k, byte); /* the character before was broken off */
	k->text[k->len++] = byte;
	if (k->len < need) {
		k->state = KEYS_UTF8;
		return KEY_NONE;
	}
	/* C1 controls are no text. */
	if (utf8_char(k->text, k->len) != need || (lead == 0xc2 && (unsigned char)k->text[1] < 0xa0))
		return KEY_OTHER;
	return KEY_TEXT;
}

enum key keys_byte(struct keys *k, char byte)
{
	switch (k->state) {
	case KEYS_UTF8:
		return utf8(k, byte);
	case KEYS_CSI:
		return csi(k, byte);
	case KEYS_SS3:
		k->state = KEYS_PLAIN;
		return final(byte, false);
	case KEYS_ESCAPE:
		k->len = 0;
		k->state = byte == '[' ? KEYS_CSI : byte == 'O' ? KEYS_SS3 : byte == ESC ? KEYS_ESCAPE : KEYS_PLAIN;
		return k->state == KEYS_PLAIN ? alt(k, byte) : KEY_NONE;
	case KEYS_PLAIN:
		break;
	}
	return first(k, byte);
}

bool keys_pending(const struct keys *k)
{
	return k->state >= KEYS_ESCAPE;
}

void keys_idle(struct keys *k)
{
	k->state = KEYS_PLAIN;
}
