/* parse.c: parses an IRC line in place. Pure functions. */
#include "irc/parse.h"

#include <string.h>

#include "base/bits.h"
#include "base/utf8.h"

char *irc_word(char **s)
{
	char *first = *s, *p = *s;

	while (*p != '\0' && *p != ' ')
		p++;
	if (*p != '\0')
		*p++ = '\0';
	while (*p == ' ')
		p++;
	*s = p;
	return first;
}

int irc_parse(struct irc_msg *m, char *line)
{
	m->tags = m->source = NULL;
	m->nparams = 0;
	while (*line == ' ')
		line++;
	if (*line == '@')
		m->tags = irc_word(&line) + 1;
	if (*line == ':')
		m->source = irc_word(&line) + 1;
	m->command = irc_word(&line);
	while (*line != '\0') {
		if (*line == ':' || m->nparams == PARAMS_MAX - 1) {
			m->params[m->nparams++] = line + (*line == ':');
			break;
		}
		m->params[m->nparams++] = irc_word(&line);
	}
	return m->command[0] != '\0' ? 0 : -1;
}

const char *irc_param(const struct irc_msg *m, int n)
{
	return n >= 0 && n < m->nparams ? m->params[n] : "";
}

const char *irc_tag_next(const char **tags, size_t *len)
{
	const char *tag;

	while (*tags != NULL && **tags != '\0') {
		tag = *tags;
		*len = strcspn(tag, ";");
		*tags += *len + (tag[*len] == ';');
		if (*len > 0)
			return tag;
	}
	return NULL;
}

bool irc_tag_is_clients(const char *tag, size_t len)
{
	size_t i = 1;

	if (len < 2 || tag[0] != '+')
		return false;
	while (i < len && ((tag[i] >= '-' && tag[i] <= '9') || ((tag[i] | 0x20) >= 'a' && (tag[i] | 0x20) <= 'z')))
		i++; /* '-' .. '9' includes '.' and '/', which the names of vendors may contain */
	return i > 1 && (i == len || tag[i] == '=');
}

const char *irc_tag_raw(const char *tags, const char *key, size_t *len)
{
	size_t n = strlen(key), tag_len;
	const char *value = NULL, *tag;

	while ((tag = irc_tag_next(&tags, &tag_len)) != NULL) {
		if (tag_len < n || memcmp(tag, key, n) != 0 || (tag_len > n && tag[n] != '='))
			continue;
		value = tag + n + (tag_len > n);
		*len = (size_t)(tag + tag_len - value);
	}
	return value;
}

/* The character that the escape sequence `\c` stands for in a tag's value. */
static char unescape(char c)
{
	switch (c) {
	case ':':
		return ';';
	case 's':
		return ' ';
	case 'r':
		return '\r';
	case 'n':
		return '\n';
	default:
		return c;
	}
}

bool irc_tag(const char *tags, const char *key, char *value, int size)
{
	size_t n;
	const char *raw = irc_tag_raw(tags, key, &n);
	int len = 0;

	if (raw == NULL)
		return false;
	for (const char *end = raw + n; raw < end && len < size - 1;) {
		char c = *raw++;
		if (c == '\\') {
			if (raw == end)
				break; /* a lone backslash at the end is dropped */
			c = unescape(*raw++);
		}
		value[len++] = c;
	}
	value[len] = '\0';
	return true;
}

/* Whether one of the tags has this key. */
static bool has_key(const char *tags, const char *key, size_t n)
{
	const char *tag;
	size_t len;

	while ((tag = irc_tag_next(&tags, &len)) != NULL)
		if (len >= n && memcmp(tag, key, n) == 0 && (len == n || tag[n] == '='))
			return true;
	return false;
}

/* Not inlined: its caller makes deep calls later. */
__attribute__((noinline)) char *irc_tags_last(char *tags)
{
	uint32_t seen[128] = { 0 }; /* set of hashes of keys: comparing a thousand tags pairwise would take 6 ms */
	char *end = tags + strlen(tags), *kept = end;

	/* From the last tag to the first. Kept tags are moved to the end of the text, starting at `kept`. */
	for (char *tag = end; end > tags; end = --tag) {
		uint32_t hash = 0;
		size_t n = 0;
		while (tag > tags && tag[-1] != ';')
			tag--;
		for (; tag + n < end && tag[n] != '='; n++)
			hash = (hash ^ (unsigned char)tag[n]) * 16777619u; /* FNV */
		hash = hash * 2654435761u >> 20;
		if (tag < end && !(bits_has(seen, (int)hash) && has_key(kept, tag, n))) {
			if (*kept != '\0')
				*--kept = ';';
			kept -= end - tag;
			memmove(kept, tag, (size_t)(end - tag));
			bits_add(seen, (int)hash);
		}
		if (tag == tags)
			break;
	}
	return kept;
}

void irc_source_nick(const char *source, char *nick, int size)
{
	int n = 0;

	while (source[n] != '\0' && source[n] != '!' && source[n] != '@' && n < size - 1) {
		nick[n] = source[n];
		n++;
	}
	nick[n] = '\0';
}

bool irc_is_ctcp(const char *text)
{
	static const char action[] = "\1ACTION";
	size_t n = sizeof action - 1;

	return text[0] == '\1' && (strncmp(text, action, n) != 0 || strchr(" \1", text[n]) == NULL);
}

bool irc_list_next(const char **list, char *item, int size)
{
	size_t whole, n, kept;

	while (**list == ',')
		++*list;
	if (**list == '\0') {
		item[0] = '\0';
		return false;
	}
	for (whole = 0; (*list)[whole] != '\0' && (*list)[whole] != ',';)
		whole++;
	n = kept = whole;
	if (n > (size_t)size - 1) { /* stays too long for a valid name, and valid UTF-8 */
		n = (size_t)size - 1;
		kept = utf8_cut(*list, n);
		memset(item, '?', n);
	}
	memcpy(item, *list, kept);
	item[n] = '\0';
	*list += whole;
	return true;
}

bool irc_list_has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; *list != '\0'; list += strcspn(list, " "), list += *list == ' ')
		if (strncmp(list, word, n) == 0 && (list[n] == ' ' || list[n] == '\0'))
			return n > 0;
	return false;
}
