package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;

/**
 * One fault, as far as can be told from outside: differences that shrink to the same shape.
 *
 * @param lines the first of them, shrunk; the last line is the request that is answered differently
 * @param reference what the reference says to it
 * @param answer what the implementation says, or what it did instead
 * @param first where that one was found, such as {@code try 17}
 * @param shrunk how many differences were shrunk to this
 * @param notShrunk how many more were between the same two sorts of answers, and were not shrunk
 * @param minimal whether no line can be left out
 * @param remarks what else is known, a sentence each
 */
public record DifferenceCause(
        ImmutableList<String> lines,
        String reference,
        String answer,
        String first,
        long shrunk,
        long notShrunk,
        boolean minimal,
        ImmutableList<String> remarks) {
    /** The request that is answered differently. */
    public String request() {
        return lines.get(lines.size() - 1);
    }
}
