/* log.h: one line for each thing that whoever runs linnet should know. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Names the program in front of each line and sets what is written; before the first call: "linnet", LOG_INFO. */
void log_open(const char *program, enum log_level most);

/* Where lines go: by default to descriptor 2. The writer gets len bytes of text, and a line feed at text[len].
 * `finish` sees that all is written, before bug() ends the program; NULL: it is. */
void log_to(void (*writer)(enum log_level level, const char *text, size_t len), void (*finish)(void));

/* Reads a level's name; -1 when there is none of that name. */
int log_level_named(const char *name);

/* Each writes one line of at most LOG_LINE bytes, line feed included, with one write(2). The level stands in front of
 * it unless it is LOG_INFO. log_warn and log_error add what errno says, the x forms do not. Never call them under the
 * chat lock. */
#define LOG_LINE 256
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_errorx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
