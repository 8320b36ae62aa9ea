/* name.c: syntax of nicks, channel names and keys; casemapping; masks. Pure functions. */
#include "irc/name.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "limits.h"

char name_fold(char c)
{
	return ascii_fold(c);
}

bool name_equal(const char *a, const char *b)
{
	return ascii_equal(a, b);
}

bool name_starts(const char *name, const char *prefix, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (name_fold(name[i]) != name_fold(prefix[i])) /* true at the NUL of a shorter name, too */
			return false;
	return true;
}

uint32_t name_hash(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)name_fold(*name)) * 16777619u;
	return hash;
}

bool name_match(const char *mask, const char *name)
{
	const char *star = NULL, *mark = NULL;

	/* Backtracks only to the last '*': any match by backtracking further is also found from there. */
	while (*name != '\0') {
		if (*mask == '*') {
			star = ++mask;
			mark = name;
		} else if (*mask == '?' || (*mask != '\0' && name_fold(*mask) == name_fold(*name))) {
			mask++;
			name++;
		} else if (star != NULL) {
			mask = star;
			name = ++mark;
		} else {
			return false;
		}
	}
	while (*mask == '*')
		mask++;
	return *mask == '\0';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool name_is_nick(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > NICK_MAX)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool later = i > 0 && (s[i] == '-' || (s[i] >= '0' && s[i] <= '9'));
		if (!later && !is_letter(s[i]) && strchr("[]\\`_^{|}", s[i]) == NULL)
			return false;
	}
	return true;
}

bool name_has_channel_prefix(const char *s)
{
	return s[0] == '#' || s[0] == '&' || s[0] == '+' || s[0] == '!';
}

const char *name_without_rank(const char *target)
{
	const char *name = target + strspn(target, "~@%+");

	if (name > target && !name_has_channel_prefix(name) && name[-1] == '+')
		name--;
	return name_has_channel_prefix(name) ? name : target;
}

bool name_is_channel(const char *s)
{
	size_t n = strlen(s);

	if (s[0] != '#' || n > CHANNEL_MAX || !utf8_valid(s, n))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == ',' || s[i] == 0x7f)
			return false;
	return true;
}

bool name_is_key(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > KEY_MAX || s[0] == ':')
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f || s[i] == ',')
			return false;
	return true;
}
