/* unit.h: unit tests without a library, so that they run on every target's processor.
 *
 * A test program is TEST(name) { EXPECT(...); } as often as wanted, and this
 * header. Without arguments it runs all tests; with a name only that one; with
 * --list it prints the names. One line for each test, exit status 1 if one
 * failed.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdio.h>
#include <string.h>

struct unit_test {
	const char *name;
	void (*run)(void);
	struct unit_test *next;
};

static struct unit_test *unit_first, **unit_last = &unit_first;
static int unit_failures;

/* Defines a test and puts it on the list, in the order of the file. */
#define TEST(test_name)                                                              \
	static void test_name(void);                                                 \
	static struct unit_test test_name##_entry = { #test_name, test_name, NULL }; \
	__attribute__((constructor)) static void test_name##_add(void)               \
	{                                                                            \
		*unit_last = &test_name##_entry;                                     \
		unit_last = &test_name##_entry.next;                                 \
	}                                                                            \
	static void test_name(void)

#define EXPECT(condition)                                                              \
	do {                                                                           \
		if (!(condition)) {                                                    \
			unit_failures++;                                               \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
		}                                                                      \
	} while (0)

#define EXPECT_INT(got, wanted)                                                                                   \
	do {                                                                                                      \
		long long unit_got = (long long)(got), unit_wanted = (long long)(wanted);                         \
		if (unit_got != unit_wanted) {                                                                    \
			unit_failures++;                                                                          \
			printf("%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, unit_got, unit_wanted); \
		}                                                                                                 \
	} while (0)

#define EXPECT_STR(got, wanted)                                                                                       \
	do {                                                                                                          \
		const char *unit_got = (got), *unit_wanted = (wanted);                                                \
		if (strcmp(unit_got, unit_wanted) != 0) {                                                             \
			unit_failures++;                                                                              \
			printf("%s:%d: %s is \"%s\", not \"%s\"\n", __FILE__, __LINE__, #got, unit_got, unit_wanted); \
		}                                                                                                     \
	} while (0)

int main(int argc, char **argv)
{
	int failed = 0, ran = 0;

	for (struct unit_test *t = unit_first; t != NULL; t = t->next) {
		if (argc > 1 && strcmp(argv[1], "--list") == 0) {
			puts(t->name);
			ran++;
			continue;
		}
		if (argc > 1 && strcmp(argv[1], t->name) != 0)
			continue;
		unit_failures = 0;
		t->run();
		ran++;
		failed += unit_failures > 0;
		printf("%s %s\n", unit_failures > 0 ? "not ok" : "ok", t->name);
	}
	return failed > 0 || ran == 0;
}

#endif
