/* number.h: numbers that people write. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

/* The whole number, 0 to 999999999, that a text is: digits and nothing else. -1: it is none, or it is not from least to
 * most. */
long number_read(const char *text, long least, long most);

#endif
