/* number.h: parses decimal numbers. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

/* Parses a text of digits only, 0 to 999999999. -1: not such a number, or not between least and most. */
long number_read(const char *text, long least, long most);

#endif
