// SPDX-License-Identifier: MIT
/*
 * loader_impl - what the files that implement loader.h share.
 */
#ifndef SNMP_LOADER_IMPL_H
#define SNMP_LOADER_IMPL_H

#include <sys/types.h>

#include "snmp/loader.h"
#include "state/slices.h"

#define LOADER_ROWS_FIRST 256
#define LOADER_ROWS_MOST 16384
#define LOADER_SLICE_MS 4

/* How a file looked. */
struct stamp {
	bool exists;
	ino_t inode;
	off_t size;
	struct timespec at;
};

/* The database of one tenant. */
struct origin {
	struct board_tenant *shown; /* borrowed from the board */
	char *path;
	char *journal_path;
	char *lock_path;
	struct stamp file;
	struct stamp journal;
	bool is_racy;	  /* it may change without looking so */
	bool is_due;	  /* to be read */
	bool is_whole;	  /* even if the mailboxes are the same */
	bool is_handled;  /* handler.db may tell something new of it */
	int64_t retry_ms; /* when to read it though it looks the same */
	int64_t judge_ms; /* when to judge it again */
};

/* What is being done; all of it is dropped when it has to start over. */
struct job {
	struct origin *origin; /* NULL: nothing */
	struct slices *slices; /* while it is read */
	struct state_facts facts;
	struct stock stock;
	struct shelf_draft draft;
	bool is_new;  /* facts and stock are to be shown */
	bool is_read; /* the database was */
	uint64_t alive;
	bool is_handled_new;
	struct handler_view *handled; /* to be shown, if it is new */
	char *handled_problem;
	struct judging judging;
	struct assessment assessment;
	size_t shelf; /* the next to be judged */
	int64_t cost_ms;
};

struct loader {
	struct loader_settings settings;
	struct origin *origins;
	size_t count;
	size_t next;
	size_t urgent;
	struct job job;
	size_t rows_at_once;
	time_t simulated_at; /* the newest simulated data */
	char *state_dir;
	struct stamp handler;
	bool is_handler_racy;
};

int64_t loader_tick_ms(const struct loader *loader);
time_t loader_now(const struct loader *loader);

/* loader_read.c */
void loader_drop_job(struct loader *loader);
void loader_begin_reading(struct loader *loader);
void loader_read_slice(struct loader *loader);

/* loader_judge.c */
void loader_begin_judging(struct loader *loader);
void loader_judge_slice(struct loader *loader);
/* `problem` is taken over: why there are no data, or no new ones. */
void loader_show_problem(
	struct loader *loader, struct origin *origin, char *problem);

/* Ends the job that met `err`. */
void loader_fail(
	struct loader *loader, struct origin *origin, struct error *err);

#endif
