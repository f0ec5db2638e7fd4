package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;

/**
 * A request that a program gave no answer to, so that nothing can be said of it.
 *
 * @param lines what a process was asked since it had been reset; the last line is the request
 * @param where where that was, such as {@code try 17}
 * @param says what it did instead
 */
public record Unanswered(ImmutableList<String> lines, String where, String says) {}
