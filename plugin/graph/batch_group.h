// SPDX-License-Identifier: MIT
/*
 * batch_group - up to twenty requests that go out together until each has its
 * answer.  Private to batch.c.
 *
 * A single write goes out by itself: its answer is there sooner.
 */
#ifndef GRAPH_BATCH_GROUP_H
#define GRAPH_BATCH_GROUP_H

#include "graph/batch.h"

struct batch_group {
	const struct batch *batch;
	size_t first;
	size_t count; /* 0: not in use */
	bool is_done[BATCH_SIZE];
	unsigned rounds;
	time_t due_at; /* not to be sent before */
	struct question question;
	bool is_sent; /* under way: `open` of the pool counts these */
	/* What goes out. */
	bool is_direct;
	size_t direct_part;
	char *url;
	char *body;
};

/* Requests `first` to `first` + `count` - 1, at most BATCH_SIZE. */
void batch_group_init(struct batch_group *group, const struct batch *batch,
	size_t first, size_t count);
void batch_group_release(struct batch_group *group);

/* How many still wait for an answer. */
size_t batch_group_left(const struct batch_group *group);

/* Writes down what is left, as a question. */
void batch_group_compose(struct batch_group *group, struct client *client);

/* What an answer means for those that have to be sent again. */
struct batch_later {
	time_t at;	/* 0: at once */
	bool was_asked; /* everybody has to wait for it */
	size_t refused; /* with a 429 */
};

/*
 * Takes the parts out of a batch answered with 200, or the answer of a single
 * write, and hands on those that are final; batch_take.c.
 */
MUST_CHECK bool batch_group_take(struct batch_group *group,
	struct client *client, const struct http_response *response,
	struct batch_later *later, struct error *err);

/* Hands on the final answer to one. */
MUST_CHECK bool batch_group_hand_on(struct batch_group *group, size_t part,
	const struct batch_answer *answer, struct error *err);

/* Hands the same on for each that is left: nothing came for it alone. */
MUST_CHECK bool batch_group_give_up(struct batch_group *group,
	const struct batch_answer *answer, struct error *err);

#endif
