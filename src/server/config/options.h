/* options.h: the command line and the configuration file. */
#ifndef SERVER_CONFIG_OPTIONS_H
#define SERVER_CONFIG_OPTIONS_H

/* Reads the command line and the files that it names, and fills in `settings`. 0, or -1 after one line on standard
 * error that names the option, or the file and line, and the fix. */
int options_read(int argc, char **argv);

/* Prints the output of --help, --version or --budget; -1 when it could not be written. */
int options_answer(void);

#endif
