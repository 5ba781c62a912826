// SPDX-License-Identifier: MIT
/*
 * directory_impl - what the files that answer directory.h's questions share.
 */
#ifndef GRAPH_DIRECTORY_IMPL_H
#define GRAPH_DIRECTORY_IMPL_H

#include "graph/client.h"
#include "graph/directory.h"

struct directory {
	struct client client;
};

#endif
