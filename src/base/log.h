/* log.h: the log, one line for each event. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Sets the program's name, which begins each line, and the least important level that is written. Defaults: "linnet",
 * LOG_INFO. */
void log_open(const char *program, enum log_level most);

/* Replaces the writer of lines; the default writes to descriptor 2. The writer gets len bytes of text, and a line feed
 * at text[len]. `finish` flushes the log before bug() aborts; NULL: the writer does not buffer. */
void log_to(void (*writer)(enum log_level level, const char *text, size_t len), void (*finish)(void));

/* The level with this name; -1: there is none. */
int log_level_named(const char *name);

/* Each writes one line of at most LOG_LINE bytes, line feed included, with one write(2). The level is part of the line,
 * except LOG_INFO. log_warn and log_error append the error in errno; the x forms do not. Never call them under the chat
 * lock. */
#define LOG_LINE 256
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_errorx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
