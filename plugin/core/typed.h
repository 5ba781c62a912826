// SPDX-License-Identifier: MIT
/*
 * typed - what people have typed, made fit for a request of limited size.
 *
 * Bytes stay what they are but for control bytes, which become '?': one that
 * became a blank could make a word of what follows it.  Pure.
 */
#ifndef CORE_TYPED_H
#define CORE_TYPED_H

/*
 * In place of what is too long: a part of a comment may mean the opposite of
 * the whole, so the policy has to refuse it, which it does with a word that it
 * does not know, and its author hears of it.
 */
#define TYPED_CUT_MARK " #comment-too-long"

/*
 * To be freed; NULL for NULL and for an empty text.  An author that is cut is
 * nobody who could be allowed anything: it ends in "...".
 */
char *typed_author(const char *author);
char *typed_comment(const char *comment);

#endif
