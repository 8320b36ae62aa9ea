/* keys.c: what a terminal sends, as keys. Pure.
 *
 * One byte in, at most one key out, however the bytes are spread over reads.
 * Understands UTF-8 and the sequences of xterm, of the Linux console and of
 * what imitates them (ECMA-48 section 5.4: CSI, parameters, final byte).
 * Sequences that mean nothing here are swallowed whole.
 */
#include "client/keys.h"

#include <string.h>

#include "base/utf8.h"

#define ESC '\x1b'

static enum key control(char byte)
{
	switch (byte) {
	case 'A' - '@':
		return KEY_HOME;
	case 'B' - '@':
		return KEY_LEFT;
	case 'D' - '@':
		return KEY_DELETE_OR_END;
	case 'E' - '@':
		return KEY_END;
	case 'F' - '@':
		return KEY_RIGHT;
	case '\b':
	case 0x7f:
		return KEY_BACKSPACE;
	case '\t':
		return KEY_TAB;
	case '\n':
	case '\r':
		return KEY_ENTER;
	case 'K' - '@':
		return KEY_KILL_END;
	case 'L' - '@':
		return KEY_REDRAW;
	case 'N' - '@':
		return KEY_DOWN;
	case 'P' - '@':
		return KEY_UP;
	case 'U' - '@':
		return KEY_KILL_LINE;
	case 'W' - '@':
		return KEY_KILL_WORD;
	default:
		return KEY_OTHER;
	}
}

/* A letter held with Alt, or Esc and then a letter. */
static enum key alt(char byte)
{
	switch (byte) {
	case 'b':
		return KEY_WORD_LEFT;
	case 'f':
		return KEY_WORD_RIGHT;
	case '\b':
	case 0x7f:
		return KEY_KILL_WORD;
	default:
		return KEY_OTHER;
	}
}

/* The last byte of a sequence that has no number, or is an arrow with modifiers. */
static enum key final(char byte, bool modified)
{
	switch (byte) {
	case 'A':
		return KEY_UP;
	case 'B':
		return KEY_DOWN;
	case 'C':
		return modified ? KEY_WORD_RIGHT : KEY_RIGHT;
	case 'D':
		return modified ? KEY_WORD_LEFT : KEY_LEFT;
	case 'F':
		return KEY_END;
	case 'H':
		return KEY_HOME;
	default:
		return KEY_OTHER;
	}
}

/* CSI number ~ */
static enum key numbered(const char *number)
{
	static const struct {
		char number[3];
		enum key key;
	} known[] = {
		{ "1", KEY_HOME }, { "3", KEY_DELETE }, { "4", KEY_END }, { "7", KEY_HOME }, { "8", KEY_END },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(number, known[i].number) == 0)
			return known[i].key;
	return KEY_OTHER;
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
	return byte == '~' ? numbered(k->text) : final(byte, strchr(k->text, ';') != NULL);
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
		return control(byte);
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
		return k->state == KEYS_PLAIN ? alt(byte) : KEY_NONE;
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
