/* options.h: the command line and the configuration file. */
#ifndef SERVER_CONFIG_OPTIONS_H
#define SERVER_CONFIG_OPTIONS_H

/* Reads the command line, the files it names, and fills in `settings`; 0, or -1 after one line on standard error that
 * names the option, or the file and line, and the fix. */
int options_read(int argc, char **argv);

/* Prints what --help, --version or --budget asks for; -1 when it could not be written. */
int options_answer(void);

#endif
