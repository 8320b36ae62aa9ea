/* textfile.c: files as editors of all systems write them, through the one reader. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/textfile.h"
#include "unit.h"

/* Puts n bytes into the descriptor of a pipe, and returns a path to read them. */
static const char *holding(const char *bytes, size_t n)
{
	static char path[32];
	static int ends[2] = { -1, -1 };

	if (ends[0] >= 0)
		close(ends[0]);
	if (pipe(ends) < 0 || write(ends[1], bytes, n) != (ssize_t)n)
		printf("no pipe\n");
	close(ends[1]);
	snprintf(path, sizeof path, "/proc/self/fd/%d", ends[0]);
	return path;
}

#define HOLDING(text) holding(text, sizeof text - 1)

static char text[16], words[TEXTFILE_WHY];
static struct buf why;

static long whole(const char *path)
{
	buf_init(&why, words, sizeof words);
	return textfile_read(path, -1, text, sizeof text, &why);
}

static long first_line(const char *path)
{
	buf_init(&why, words, sizeof words);
	return textfile_first_line(path, -1, text, sizeof text, &why);
}

TEST(a_byte_order_mark_is_skipped)
{
	EXPECT_INT(whole(HOLDING("\xef\xbb\xbfhello\n")), 6);
	EXPECT_STR(text, "hello\n");
	EXPECT_INT(first_line(HOLDING("\xef\xbb\xbfhello\r\nworld")), 5);
	EXPECT_STR(text, "hello");
	EXPECT_INT(whole(HOLDING("\xef\xbb\xbf")), 0);
	EXPECT_INT(whole(HOLDING("\xef\xbb")), 2); /* the beginning of one is none */
	EXPECT_INT(whole(HOLDING("a\xef\xbb\xbf")), 4);
}

TEST(a_file_at_the_limit_and_one_past_it)
{
	EXPECT_INT(whole(HOLDING("123456789012345")), 15);
	EXPECT_INT(whole(HOLDING("\xef\xbb\xbf" "123456789012345")), 15);
	EXPECT_STR(text, "123456789012345");
	EXPECT_INT(whole(HOLDING("1234567890123456")), -1);
	EXPECT_INT(errno, EFBIG);
	EXPECT_STR(words, "it is too long: at most 15 bytes");
	EXPECT_INT(whole(HOLDING("\xef\xbb\xbf" "1234567890123456")), -1);
	EXPECT_INT(whole(HOLDING("")), 0);
	EXPECT_STR(text, "");
}

TEST(a_first_line_at_the_limit_with_any_second_line)
{
	EXPECT_INT(first_line(HOLDING("123456789012345\nand more than there is place for")), 15);
	EXPECT_STR(text, "123456789012345");
	EXPECT_INT(first_line(HOLDING("123456789012345")), 15);
	EXPECT_INT(first_line(HOLDING("1234567890123456\n")), -1);
	EXPECT_STR(words, "its first line is too long: at most 15 bytes");
	EXPECT_INT(first_line(HOLDING("  \t\r\nsecret\n")), -1);
	EXPECT_STR(words, "its first line is empty");
	EXPECT_INT(first_line(HOLDING("")), -1);
	EXPECT_INT(first_line(HOLDING("\xef\xbb\xbf\r\n")), -1);
	EXPECT_STR(words, "its first line is empty");
}

TEST(a_file_that_is_not_text_is_refused_with_the_reason)
{
	EXPECT_INT(whole(HOLDING("a\0b")), -1);
	EXPECT_STR(words, "Not a text file in UTF-8");
	EXPECT_INT(whole(HOLDING("\xff\xfeh\0i\0")), -1);
	EXPECT_INT(errno, EILSEQ);
	EXPECT_INT(whole(HOLDING("\xfe\xff\0h\0i")), -1);
	EXPECT_INT(first_line(HOLDING("\xff\xfeh\0i\0")), -1);
	EXPECT_INT(first_line(HOLDING("secr\0et\n")), -1);
	EXPECT_STR(words, "Not a text file in UTF-8");
	EXPECT_INT(first_line(HOLDING("secret\n\0")), 6);
	EXPECT_INT(whole("/"), -1);
	EXPECT_STR(words, "Is a directory");
	EXPECT_INT(first_line("/nowhere"), -1);
	EXPECT_INT(errno, ENOENT);
	EXPECT_STR(words, "No such file or directory");
}

TEST(line_ends_of_all_systems_are_accepted)
{
	static const char all[] = "one\r\n\ntwo\rthree\r\r\nlast";
	static const char *lines[] = { "one", "", "two", "three", "", "last" };
	const char *at = all;
	size_t n = 0, next;

	for (; *at != '\0'; at += next) {
		size_t len = textfile_line(at, &next);
		EXPECT(n < sizeof lines / sizeof *lines && strlen(lines[n]) == len && memcmp(lines[n], at, len) == 0);
		n++;
	}
	EXPECT_INT(n, sizeof lines / sizeof *lines);
}

TEST(a_file_that_is_open_is_read_from_its_start_each_time_and_stays_open)
{
	FILE *file = tmpfile();

	EXPECT(file != NULL && fputs("\xef\xbb\xbfhello\nworld\n", file) >= 0 && fflush(file) == 0);
	for (int i = 0; i < 2; i++) {
		buf_init(&why, words, sizeof words);
		EXPECT_INT(textfile_read("a file", fileno(file), text, sizeof text, &why), 12);
		EXPECT_STR(text, "hello\nworld\n");
		EXPECT_INT(textfile_first_line("a file", fileno(file), text, sizeof text, &why), 5);
		EXPECT_STR(text, "hello");
	}
	EXPECT_INT(fclose(file), 0);
	EXPECT_INT(textfile_read("a file", 1000000, text, sizeof text, &why), -1);
	EXPECT_INT(errno, EBADF);
}
