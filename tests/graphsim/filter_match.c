// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "filter.h"

void
filter_free(struct filter *filter)
{
	if (filter == NULL) {
		return;
	}
	filter_free(filter->left);
	filter_free(filter->right);
	free(filter->value);
	free(filter);
}

static bool
matches_at(const struct filter *filter, const struct filter_schema *schema,
	const void *object, size_t element)
{
	switch (filter->kind) {
	case FILTER_AND:
		return matches_at(filter->left, schema, object, element) &&
		       matches_at(filter->right, schema, object, element);
	case FILTER_OR:
		return matches_at(filter->left, schema, object, element) ||
		       matches_at(filter->right, schema, object, element);
	case FILTER_NOT:
		return !matches_at(filter->left, schema, object, element);
	case FILTER_ANY:
		for (size_t i = schema->count(object, filter->field); i > 0;
			i--) {
			if (matches_at(filter->left, schema, object, i - 1)) {
				return true;
			}
		}
		return false;
	case FILTER_EQ:
	case FILTER_NE:
	case FILTER_GE:
	case FILTER_LE:
	case FILTER_GT:
	case FILTER_LT:
	case FILTER_STARTS:
		break;
	}
	return schema->test(schema->context, object, element, filter);
}

bool
filter_matches(const struct filter *filter, const struct filter_schema *schema,
	const void *object)
{
	return matches_at(filter, schema, object, 0);
}

bool
filter_compare(const struct filter *leaf, long long order)
{
	switch (leaf->kind) {
	case FILTER_EQ:
		return order == 0;
	case FILTER_NE:
		return order != 0;
	case FILTER_GE:
		return order >= 0;
	case FILTER_LE:
		return order <= 0;
	case FILTER_GT:
		return order > 0;
	case FILTER_LT:
		return order < 0;
	case FILTER_STARTS:
	case FILTER_AND:
	case FILTER_OR:
	case FILTER_NOT:
	case FILTER_ANY:
		break;
	}
	return false;
}
