/* backpressure.pml: a model of who waits for whom.
 *
 * linnetd's threads wait for room in each other's queues, for blocks of the
 * pool, and for whoever is flushing. Whether they can wait for ever depends on
 * the order in which they run, and tests see few of the orders. This is the
 * same protocol as a program for spin, which tries all of them.
 *
 * There are three clients, each with its thread, and the main thread, which is
 * the pump; each of the four may be the flusher. A client asks (its own queue
 * gets the answer), talks (the others' queues get a line), ends its connection
 * or loses it, at any time. At some moment the world becomes calm: nobody begins
 * anything more. Then everything must come to an end:
 *
 *   message_forgotten        a queue has messages that its reader would take,
 *                            and nobody is to flush them
 *   somebody_waits_for_ever  a thread waits, but not for its client
 *   not_given_back           linnetd has stopped, and a queue or a mark is left
 *
 * And at every moment:
 *
 *   good_reader_closed       a client that takes what it gets is closed for not
 *                            keeping up
 *   sent_what_it_has_not     a queue has lost what is just being sent from it
 *
 * By hand:
 *
 *   spin -a -DDEAF=7 -DASKERS=7 src/server/conn/backpressure.pml
 *   cc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -E -m1000000
 *
 * "errors: 0" is good news. Otherwise this prints the way to the error:
 *
 *   spin -t -p -g -DDEAF=7 -DASKERS=7 src/server/conn/backpressure.pml
 *
 * With -DNP for -DSAFETY, and pan -l, it looks for threads that go round and
 * round instead of waiting. tests/gates/test_model.py runs all of it: today's
 * rules hold, and each fault of the past, switched on by a -D, is found.
 *
 * What is simpler here than in the code:
 *  - What happens under the chat lock happens at once: an `atomic`. Between two
 *    of them any other thread may run.
 *  - A message is one block for each of its readers. In the code readers share
 *    blocks: they hold fewer, never more. Of a queue that is dropped one message
 *    stays, as if it were partly sent. A queue is full again or no longer at the
 *    same mark.
 *  - A write takes one message or none, to one reader, and a flusher has one turn;
 *    the rest is the next one's. Which reader is next is open. In the code a
 *    flusher writes to FLUSH_READERS readers before it takes the lock again: no
 *    write waits for anything, so it comes back for all of them.
 *  - Time is a choice. Whatever ends a wait after a while (the pace of people,
 *    STALL_MS, TRUST_MS, the budget, LINGER_MS) may do so at once or much later.
 *    Only LEAVE_MS and TICK_MS never pass: nobody may depend on them.
 *  - chat_wait() also ends by itself, after LOOK_AGAIN_MS. With -DWAKE_UPS it does
 *    so for floods, which are not woken for all that they could use, and people
 *    have to be woken: a wake-up that is missing is found, though it would cost
 *    100 ms only. Without, everybody who waits for room looks again when there is
 *    some. Who leaves, and who sends its last word, never needs a wake-up.
 *  - What registration, names, large inputs and messages of several lines need is
 *    left out.
 */

/* ---- sizes, in messages: what matters is their order ---- */

#define CLIENTS 3
#define RESERVE 2        /* POOL_RESERVE: what a command takes, a line for both others */
#define PEOPLE_RESERVE 2 /* POOL_PEOPLE */
#define LEAVE_BLOCKS 2   /* and POOL_LEAVE: a QUIT for both others */
#define FOR_PEOPLE (LEAVE_BLOCKS + RESERVE)
#define FOR_FLOODS (FOR_PEOPLE + PEOPLE_RESERVE)
#define SHARE 1
#ifdef OLD_RULES
#define MSG_BLOCKS 7 /* trouble needs a pool that is smaller than what all queues may hold */
#else
#define MSG_BLOCKS (FOR_FLOODS + CLIENTS * SHARE)
#endif
#define OUTQ_RING 4
#define OUTQ_SOFT 2 /* and OUTQ_OWN */
#define OUTQ_LAST 1

/* ---- who does what: sets of clients, one bit each ---- */

#ifndef ASKERS
#define ASKERS 0
#endif
#ifndef TALKERS
#define TALKERS 0
#endif
#ifndef ENDERS
#define ENDERS 0 /* they may end their connections */
#endif
#ifndef LOSERS
#define LOSERS 0 /* they may lose them */
#endif
#ifndef DEAF
#define DEAF 0 /* they may stop reading, for good */
#endif

#define ALL 7
#define NOBODY CLIENTS
#define HAS(set, i) (((set) >> (i)) & 1)
#define ADD(set, i) set = (set) | (1 << (i))
#define REMOVE(set, i) set = (set) & ~(1 << (i))
#define OTHERS(i) (ALL & ~(1 << (i)))
#define SET(has) (has(0) | has(1) << 1 | has(2) << 2)

/* ---- what is under the chat lock ---- */

#define OPEN 0
#define CLOSING 1
#define GONE 2 /* closing too, but out of the chat: nobody tells it anything any more */
#define FREE 3
byte state[CLIENTS];
byte busy;    /* slots whose threads are not in recv */
byte to_wake; /* closing slots that the main thread has yet to wake from recv */
byte broken;  /* their connections are lost */

byte count[CLIENTS]; /* messages in each queue */
byte ready, blocked;

byte writing_to = NOBODY;
bool drop_written, main_called;

byte asleep; /* threads in chat_wait() */
byte people; /* those of people among them: people_waiting */
hidden byte was_full;
hidden byte was_available;

/* ---- what is not ---- */

bool net_woken;
byte polled; /* the full sockets that the main thread waits for */
bool calm;

/* ---- what must never be ---- */

bool sent_what_it_has_not, good_reader_closed, message_forgotten, somebody_waits_for_ever, not_given_back;
#define must(condition, otherwise) \
	if \
	:: condition \
	:: else -> otherwise = true; assert(!otherwise) \
	fi

#define available (MSG_BLOCKS - count[0] - count[1] - count[2])
#define IS_OPEN(i) (state[i] == OPEN)
#define IS_CLOSING(i) (state[i] == CLOSING || state[i] == GONE)
#define IS_IN_CHAT(i) (state[i] == OPEN || state[i] == CLOSING)
#define IS_FREE(i) (state[i] == FREE)
#define IS_FULL(i) (count[i] >= OUTQ_SOFT)
#define IS_TIGHT(i) (count[i] >= OUTQ_RING - OUTQ_LAST)
#define HAS_MESSAGES(i) (count[i] > 0)

/* ---- closing ---- */

inline drop(r) /* drop(): outq_clear(), outq_drop() */
{
	if
	:: HAS(broken, r) -> count[r] = 0
	:: !HAS(broken, r) && count[r] > 0 -> count[r] = 1
	:: else
	fi
}

inline flush_drop(r) /* flush_drop() */
{
	if
#ifndef WITHOUT_DROP_WRITTEN
	:: writing_to == r -> drop_written = true
#endif
	:: else -> drop(r)
	fi
}

inline chat_wake() /* chat_wake() */
{
	asleep = 0
}

inline slot_close(r) /* slot_close(): whose thread is not in recv looks at the state before it gets there */
{
	if
	:: IS_OPEN(r) ->
		state[r] = CLOSING;
		main_called = true;
		if
		:: !HAS(busy, r) -> ADD(to_wake, r)
		:: else
		fi;
		chat_wake()
	:: else
	fi
}

inline flush_break(r) /* flush_break() */
{
	ADD(broken, r);
	REMOVE(ready, r);
	REMOVE(blocked, r);
	slot_close(r);
	flush_drop(r);
	chat_wake()
}

inline flush_overrun(r) /* flush_overrun() */
{
	if
	:: IS_OPEN(r) ->
		slot_close(r);
#ifndef OLD_RULES
		must(HAS(blocked, r), good_reader_closed);
		flush_drop(r)
#endif
	:: else
	fi
}

inline overrun_one(set) /* any of them */
{
	if
	:: HAS(set, 0) -> flush_overrun(0)
	:: HAS(set, 1) -> flush_overrun(1)
	:: HAS(set, 2) -> flush_overrun(2)
	fi
}

/* ---- queueing ---- */

inline push(r) /* outq_push(); who has no room is closed: event_to_set(), backpressure_close_overrun() */
{
	if
	:: available == 0 || count[r] == OUTQ_RING -> flush_overrun(r)
	:: else ->
		count[r]++;
		if
		:: !HAS(blocked, r) -> ADD(ready, r)
		:: else
		fi
	fi
}

inline tell(r, i)
{
	if
	:: r != i && IS_OPEN(r) -> push(r)
	:: else
	fi
}

inline tell_others(i)
{
	tell(0, i);
	tell(1, i);
	tell(2, i)
}

/* ---- flushing ---- */

#define CAN_FLUSH (writing_to == NOBODY && ready)

inline unlock_and_wake() /* unlock_and_wake(), net_wake() */
{
	if
	:: main_called -> main_called = false; net_woken = true
	:: else
	fi
}

inline serve() /* serve(), until it lets go of the lock */
{
	if
	:: HAS(ready, 0) -> writing_to = 0
	:: HAS(ready, 1) -> writing_to = 1
	:: HAS(ready, 2) -> writing_to = 2
	fi;
	REMOVE(ready, writing_to)
}

inline block(r)
{
	ADD(blocked, r);
	REMOVE(ready, r);
#ifndef WITHOUT_CALL
	main_called = true
#endif
}

/* wake_waiters(), pool_has_more() */
#ifdef WITHOUT_WAKING_FOR_READERS
#define READER_MOVED false
#else
#define READER_MOVED (was_full && (!IS_FULL(writing_to) || (HAS(blocked, writing_to) && people)))
#endif
#ifdef WITHOUT_WAKING_FOR_BLOCKS
#define POOL_HAS_MORE false
#else
#define POOL_HAS_MORE \
	(available > was_available && (people || (was_available < FOR_FLOODS && available >= FOR_FLOODS)))
#endif

inline settle() /* what the socket takes; settle(), outq_sent(), and the end of serve() */
{
	must(count[writing_to] > 0, sent_what_it_has_not);
	was_full = IS_FULL(writing_to);
	was_available = available;
	if
	:: HAS(broken, writing_to)
	:: !HAS(broken, writing_to) ->
		count[writing_to]--;
		if
		:: count[writing_to] > 0 && !HAS(DEAF, writing_to) -> block(writing_to)
		:: count[writing_to] > 0 -> ADD(ready, writing_to)
		:: count[writing_to] == 0
		fi
	:: !HAS(broken, writing_to) && HAS(DEAF, writing_to) -> block(writing_to)
	:: HAS(LOSERS, writing_to) && !calm -> flush_break(writing_to)
	fi;
	if
	:: drop_written -> drop(writing_to); drop_written = false
	:: else
	fi;
	if
	:: READER_MOVED || POOL_HAS_MORE || IS_CLOSING(writing_to) -> chat_wake()
	:: else
	fi;
	writing_to = NOBODY;
	if
	:: ready -> main_called = true
	:: else
	fi
}

/* flush(), for a thread that may do so, and what it does afterwards. Outside the lock it writes. */
#define FLUSH(condition, afterwards) \
	:: atomic { (condition) && CAN_FLUSH -> serve() }; atomic { settle(); unlock_and_wake(); afterwards } \
	:: atomic { (condition) && !CAN_FLUSH && main_called -> unlock_and_wake(); afterwards }

/* ---- is there room? ---- */

/* at_peoples_pace(): each command begins as that of a flood; in time it may be said as people do, and in more time
 * without a reader that has taken nothing for TRUST_MS. */
#define FLOODS 0
#define IS_PEOPLE 1
#define TRUSTS_NO_MORE 2

/* reclaim(), find_worst() */
#define WASTES(i) (IS_OPEN(i) && HAS(blocked, i) && count[i] > SHARE)
#define CAN_RECLAIM(i) (MAY_HAVE_PEOPLES(i) && available < FOR_PEOPLE + count[i] && SET(WASTES))

/* may_have_peoples(), pool_has_room(), reader_has_room(), readers_have_room(), own_queue_has_room() */
#define MAY_HAVE_PEOPLES(i) (pace >= IS_PEOPLE && !HAS(blocked, i))
#define FULL_READERS(i) (OTHERS(i) & SET(IS_OPEN) & SET(IS_FULL))
#define TIGHT_READERS(i) (FULL_READERS(i) & SET(IS_TIGHT))
#ifdef OLD_RULES
#define POOL_HAS_ROOM(i) (available >= RESERVE)
#define READERS_HAVE_ROOM(i) (!FULL_READERS(i))
#else
#define POOL_HAS_ROOM(i) \
	(available >= FOR_FLOODS + count[i] || (MAY_HAVE_PEOPLES(i) && available >= FOR_PEOPLE + count[i]))
#define READERS_HAVE_ROOM(i) \
	(!FULL_READERS(i) || \
	 (pace >= IS_PEOPLE && !(TIGHT_READERS(i) & ~(pace == TRUSTS_NO_MORE -> blocked : 0))))
#endif
#define HAS_ROOM(i) (POOL_HAS_ROOM(i) && (talks -> READERS_HAVE_ROOM(i) : !IS_FULL(i)))

#define WOKEN(i) (!HAS(asleep, i) || (!HAS(people, i) && (!IS_OPEN(i) || HAS_ROOM(i))))

/* ---- leaving: backpressure_wait_to_leave(), flusher_is_late() ---- */

#ifdef OLD_RULES
#define MUST_STAY(i) (!POOL_HAS_ROOM(i) || !READERS_HAVE_ROOM(i))
#define CAN_FIND_BLOCKS false
/* Whoever waited closed a full reader in time, or when the pool was low one that had messages. */
#define VICTIMS(i) \
	((talks || !IS_OPEN(i)) * FULL_READERS(i) | !POOL_HAS_ROOM(i) * (SET(IS_OPEN) & SET(HAS_MESSAGES)))
#else
#define MUST_STAY(i) (available < LEAVE_BLOCKS || (OTHERS(i) & SET(IS_IN_CHAT) & SET(IS_FULL) & ~blocked))
#define CAN_BREAK(i) (IS_CLOSING(i) && count[i] > 0 && writing_to != i)
#define CAN_FIND_BLOCKS (available < LEAVE_BLOCKS && (SET(WASTES) | SET(CAN_BREAK)))
#endif

inline break_closing(r)
{
	if
	:: available < LEAVE_BLOCKS && IS_CLOSING(r) && count[r] > 0 -> flush_break(r)
	:: else
	fi
}

inline find_blocks_to_leave() /* find_blocks_to_leave() */
{
	do
	:: available < LEAVE_BLOCKS && SET(WASTES) -> overrun_one(SET(WASTES))
	:: else -> break
	od;
	break_closing(0);
	break_closing(1);
	break_closing(2)
}

/* ---- the thread of a slot ---- */

proctype client(byte i)
{
	byte pace;
	bool talks, waited;

recv: /* connection_talk() */
	atomic {
		if
		:: !calm && IS_OPEN(i) && HAS(ASKERS, i)
		:: !calm && IS_OPEN(i) && HAS(TALKERS, i) -> talks = true
		:: !calm && IS_OPEN(i) && HAS(ENDERS, i) -> ADD(busy, i); slot_close(i); goto leaving
		:: !calm && HAS(LOSERS, i) -> ADD(busy, i); flush_break(i); goto leaving
		:: IS_CLOSING(i) && !HAS(to_wake, i) -> ADD(busy, i); goto leaving
		fi;
		ADD(busy, i);

		/* A command: do { it looks everything up } while (it had to wait).
		 * wait_for(), backpressure_wait_to_answer(), backpressure_wait_for(), say() */
looking:
		if
		:: !IS_OPEN(i)
		:: IS_OPEN(i) && HAS_ROOM(i) && waited ->
			waited = false;
#ifdef WITHOUT_SAYING_ONCE
			pace = FLOODS;
#endif
			goto looking
		:: IS_OPEN(i) && HAS_ROOM(i) && !waited ->
			if
			:: talks -> tell_others(i)
			:: else -> push(i)
			fi
		:: else -> waited = false; goto waiting
		fi;
		pace = FLOODS;
		waited = false;
		talks = false
	}

progress_said: /* connection_heard() */
	if
	FLUSH(true, goto flushed)
	:: atomic {
		!CAN_FLUSH && !main_called ->
flushed:
		if
		:: IS_OPEN(i) -> REMOVE(busy, i); goto recv
		:: else -> goto leaving
		fi
	   }
	fi;

waiting: /* flush_or_wait(), flush_wait() */
	if
	FLUSH(IS_OPEN(i) && !HAS_ROOM(i), waited = true; goto looking)
	:: atomic { !IS_OPEN(i) || HAS_ROOM(i) -> waited = true; goto looking }
#ifdef WAKE_UPS
	:: atomic {
		IS_OPEN(i) && !HAS_ROOM(i) && !CAN_FLUSH && !main_called ->
		ADD(asleep, i);
		if
		:: MAY_HAVE_PEOPLES(i) -> ADD(people, i)
		:: else
		fi
	   }
	fi;

	if /* it is woken, or looks again */
	:: atomic { WOKEN(i) -> goto woken }
#endif
	/* And what a limit of time that is over allows. */
#ifdef OLD_RULES
	:: atomic {
		IS_OPEN(i) && !HAS_ROOM(i) && VICTIMS(i) ->
		overrun_one(VICTIMS(i));
woken:
		REMOVE(asleep, i);
		REMOVE(people, i);
		waited = true;
		goto looking
	   }
#else
	:: atomic { pace == FLOODS -> pace = IS_PEOPLE; goto woken }
	:: atomic { /* outq_charge() */
		talks && pace == FLOODS && (FULL_READERS(i) & blocked) ->
		overrun_one(FULL_READERS(i) & blocked);
		goto woken
	   }
	:: atomic { /* outq_stalled_ms() */
		talks && pace == IS_PEOPLE && (TIGHT_READERS(i) & blocked) ->
		pace = TRUSTS_NO_MORE;
		goto woken
	   }
	:: atomic {
		CAN_RECLAIM(i) ->
		overrun_one(SET(WASTES));
woken:
		REMOVE(asleep, i);
		REMOVE(people, i);
		waited = true;
		goto looking
	   }
#endif
	fi;

leave: /* connection_end(), leave_chat() */
	atomic {
		skip;
leaving:
		pace = FLOODS;
		waited = false;
		talks = false;
		do
		:: CAN_FIND_BLOCKS -> find_blocks_to_leave()
		:: else -> break
		od;
		if
		:: !MUST_STAY(i) ->
			REMOVE(to_wake, i);
			tell_others(i);
			state[i] = GONE;
			goto last_word
		:: else
		fi
	}
	if
	FLUSH(MUST_STAY(i) && !CAN_FIND_BLOCKS, goto leaving)
	:: atomic { !MUST_STAY(i) || CAN_FIND_BLOCKS -> goto leaving }
#ifdef OLD_RULES
	:: atomic { MUST_STAY(i) && VICTIMS(i) -> overrun_one(VICTIMS(i)); goto leaving }
#endif
	fi;

last_word: /* last_word(), flush_wait_clear() */
	atomic {
		writing_to != i ->
#ifdef OLD_RULES
		if
		:: IS_FULL(i) -> drop(i)
		:: else
		fi;
#endif
		if
		:: !HAS(broken, i) && available > 0 && count[i] < OUTQ_RING -> push(i)
		:: else
		fi
	}
	do
	FLUSH(count[i] > 0 && !HAS(broken, i), skip)
	:: atomic { /* all is sent, or its time is over: outq_close(), slot_free() */
		writing_to != i ->
		count[i] = 0;
		REMOVE(ready, i);
		REMOVE(blocked, i);
		REMOVE(broken, i);
		REMOVE(busy, i);
		state[i] = FREE;
		chat_wake();
		break
	   }
	od;
	if
	FLUSH(true, skip)
	:: atomic { !CAN_FLUSH && !main_called }
	fi
}

/* ---- the main thread: turn() ---- */

#define TAKES_MORE (polled & blocked & (~DEAF | (calm -> 0 : LOSERS)))

proctype pump()
{
	do
	:: atomic {
		if /* net_wait(); serve_blocked(), flush_unblock() */
		:: HAS(TAKES_MORE, 0) -> REMOVE(blocked, 0); ADD(ready, 0)
		:: HAS(TAKES_MORE, 1) -> REMOVE(blocked, 1); ADD(ready, 1)
		:: HAS(TAKES_MORE, 2) -> REMOVE(blocked, 2); ADD(ready, 2)
		:: net_woken
		fi;
		net_woken = false;
		polled = 0;
		to_wake = 0; /* slots_wake_closing() */
		if /* flush_pump() */
		:: CAN_FLUSH -> serve()
		:: else -> goto served
		fi
	   }
	   atomic {
		settle();
served:
		main_called = false;
#ifndef WITHOUT_WAKING_FIRST
		to_wake = 0; /* once more: main_called may have been for them */
#endif
		polled = blocked; /* want_blocked() */
		net_woken = net_woken || CAN_FLUSH
	   }
	od
}

/* ---- what must hold in the end ---- */

#define WAITS_FOR_ITS_CLIENT(i) (IS_OPEN(i) && HAS(blocked & DEAF, i))
#define IS_AT_REST(i) (IS_FREE(i) || (IS_OPEN(i) && !HAS(busy, i)) || WAITS_FOR_ITS_CLIENT(i))

init {
	atomic {
		run client(0);
		run client(1);
		run client(2);
		run pump()
	};
	calm = true;
	timeout; /* nobody can do anything any more */
	d_step {
		must(writing_to == NOBODY && !ready && !(SET(HAS_MESSAGES) & ~(blocked & DEAF)), message_forgotten);
		must(SET(IS_AT_REST) == ALL, somebody_waits_for_ever);

		/* slots_stop() */
		slot_close(0);
		slot_close(1);
		slot_close(2);
		main_called = false;
		net_woken = true
	};
	timeout;
	d_step {
		must(SET(IS_FREE) == ALL, somebody_waits_for_ever);
		must(!(SET(HAS_MESSAGES) | ready | blocked | broken | busy | to_wake), not_given_back);
		must(writing_to == NOBODY && !drop_written, not_given_back)
	}
}
