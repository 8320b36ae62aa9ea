/* history_rename.h: the history of a channel that has been renamed. */
#ifndef CHAT_HISTORY_RENAME_H
#define CHAT_HISTORY_RENAME_H

/* Rewrites the channel's history for its new name. Under the chat lock. */
void history_rename(int channel, const char *old, const char *new);

#endif
