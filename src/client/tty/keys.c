/* keys.c: decodes a terminal's input into keys. Pure.
 *
 * One byte in, at most one key out, however the bytes are spread over reads. Decodes UTF-8 and the sequences of xterm,
 * the Linux console and compatible terminals (ECMA-48 section 5.4: CSI, parameters, final byte). Unknown sequences are
 * skipped as a whole. So are late replies to queries of an earlier program: control strings (section 5.6) and mouse
 * reports.
 */
#include "client/tty/keys.h"

#include <string.h>

#include "base/check.h"
#include "base/utf8.h"
#include "client/client_limits.h"

#define ESC '\x1b'
#define BEL '\a'
#define CAN '\x18'
#define SUB '\x1a'
#define ST_OF_8_BITS '\x9c'

/* Bytes that follow CSI M in an X10 mouse report. */
#define MOUSE_BYTES 3

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
	{ 'a', KEY_WINDOW_NEXT }, { 'b', KEY_WORD_LEFT },  { 'f', KEY_WORD_RIGHT },
	{ '\b', KEY_KILL_WORD },  { 0x7f, KEY_KILL_WORD },
};

/* The final byte of a sequence without a number, or of an arrow key with modifiers. */
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
	return KEY_WINDOW;
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
	if (byte == ESC) { /* another sequence has interrupted this one */
		k->state = KEYS_ESCAPE;
		return KEY_NONE;
	}
	if (byte == '[' && k->len == 0) { /* the Linux console sends CSI [ letter for function keys */
		k->state = KEYS_SS3;
		return KEY_NONE;
	}
	if (byte >= 0x20 && byte < 0x40) {
		/* A sequence too long for any known key is still read to its end. */
		if (k->len < sizeof k->text - 1)
			k->text[k->len++] = byte;
		return KEY_NONE;
	}
	k->text[k->len] = '\0';
	if (byte == 'M' && k->len == 0) {
		k->state = KEYS_MOUSE;
		return KEY_NONE;
	}
	k->state = KEYS_PLAIN;
	if (byte != '~')
		return final(byte, strchr(k->text, ';') != NULL);
	if (strcmp(k->text, "200") == 0)
		return KEY_PASTE;
	return k->text[0] != '\0' && k->text[1] == '\0' ? MEANING(numbered, k->text[0]) : KEY_OTHER;
}

/* The state after ESC and this byte, or after the C1 control that stands for both. */
static int introduced(char byte)
{
	switch (byte) {
	case '[':
		return KEYS_CSI;
	case 'O':
		return KEYS_SS3;
	case ']': /* OSC */
	case 'P': /* DCS */
	case '_': /* APC */
	case '^': /* PM */
	case 'X': /* SOS */
		return KEYS_STRING;
	default:
		return KEYS_PLAIN;
	}
}

static enum key first(struct keys *k, char byte)
{
	unsigned char c = (unsigned char)byte;

	k->len = 0;
	k->eight = false;
	if (byte == ESC) {
		k->state = KEYS_ESCAPE;
		return KEY_NONE;
	}
	if (c < ' ' || c == 0x7f)
		return MEANING(controls, byte);
	if (c >= 0x80 && c < 0xa0 && introduced((char)(c - 0x40)) != KEYS_PLAIN) {
		k->state = introduced((char)(c - 0x40));
		k->eight = true;
		return KEY_NONE;
	}
	k->text[k->len++] = byte;
	if (c < 0x80)
		return KEY_TEXT;
	if (c < 0xc2 || c > 0xf4) {
		k->broken = true;
		return KEY_OTHER;
	}
	k->state = KEYS_UTF8;
	return KEY_NONE;
}

static enum key utf8(struct keys *k, char byte)
{
	unsigned char lead = (unsigned char)k->text[0];
	size_t need = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	k->state = KEYS_PLAIN;
	if (((unsigned char)byte & 0xc0) != 0x80) {
		k->broken = true; /* the character before is incomplete */
		return first(k, byte);
	}
	k->text[k->len++] = byte;
	if (k->len < need) {
		k->state = KEYS_UTF8;
		return KEY_NONE;
	}
	/* C1 controls are not text. */
	k->broken = utf8_char(k->text, k->len) != need || (lead == 0xc2 && (unsigned char)k->text[1] < 0xa0);
	return k->broken ? KEY_OTHER : KEY_TEXT;
}

static enum key escape(struct keys *k, char byte)
{
	k->len = 0;
	k->state = byte == ESC ? KEYS_ESCAPE : introduced(byte);
	return k->state == KEYS_PLAIN ? alt(k, byte) : KEY_NONE;
}

/* Enter ends the string, and so does a length that no reply has: then it was Alt and a letter, or the end was lost. */
static enum key string(struct keys *k, char byte)
{
	if (byte == ESC) {
		k->state = KEYS_STRING_ESCAPE;
		return KEY_NONE;
	}
	if (byte == '\r' || byte == '\n') {
		k->state = KEYS_PLAIN;
		return first(k, byte);
	}
	if (byte != BEL && byte != CAN && byte != SUB && !(k->eight && byte == ST_OF_8_BITS) &&
	    ++k->len <= TERMINAL_STRING_BYTES)
		return KEY_NONE;
	k->state = KEYS_PLAIN;
	return KEY_OTHER;
}

enum key keys_byte(struct keys *k, char byte)
{
	k->broken = false;
	switch (k->state) {
	case KEYS_UTF8:
		return utf8(k, byte);
	case KEYS_CSI:
		return csi(k, byte);
	case KEYS_SS3:
		k->state = KEYS_PLAIN;
		return final(byte, false);
	case KEYS_ESCAPE:
		return escape(k, byte);
	case KEYS_MOUSE:
		if (++k->len < MOUSE_BYTES)
			return KEY_NONE;
		k->state = KEYS_PLAIN;
		return KEY_OTHER;
	case KEYS_STRING:
		return string(k, byte);
	case KEYS_STRING_ESCAPE:
		if (byte != '\\')
			return escape(k, byte); /* a sequence has interrupted the string */
		k->state = KEYS_PLAIN;
		return KEY_OTHER;
	case KEYS_PLAIN:
		break;
	}
	return first(k, byte);
}

bool keys_pending(const struct keys *k)
{
	return k->state >= KEYS_ESCAPE;
}

/* Alt and a letter arrive together, so the short timeout will do. A control string may arrive in pieces. */
uint32_t keys_pause(const struct keys *k)
{
	if (!keys_pending(k))
		return 0;
	return k->state == KEYS_STRING_ESCAPE || (k->state == KEYS_STRING && k->len > 0) ? TERMINAL_PAUSE_MS
	                                                                                 : KEY_PAUSE_MS;
}

bool keys_idle(struct keys *k)
{
	bool escape = k->state == KEYS_ESCAPE;

	k->broken = k->eight && k->len == 0 && keys_pending(k); /* it was a letter in another character set */
	k->state = KEYS_PLAIN;
	return escape;
}
