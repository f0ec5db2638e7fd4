package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;

/**
 * One fault as it shows from outside: differences that shrink to the same shape.
 *
 * @param example the first of them, shrunk
 * @param first where that one was found, such as {@code try 17}
 * @param shrunk how many differences were shrunk to this
 * @param notShrunk how many more were between the same two sorts of answers, and were not shrunk
 * @param minimal whether no line can be left out
 * @param remarks what else is known, a sentence each
 */
public record DifferenceCause(
        Difference example, String first, long shrunk, long notShrunk, boolean minimal, ImmutableList<String> remarks) {
    /** The lines; the last one is the request that is answered differently. */
    public ImmutableList<String> lines() {
        return example.lines();
    }

    /** The request that is answered differently. */
    public String request() {
        return example.request();
    }

    /** What the reference says to it. */
    public String reference() {
        return example.reference();
    }

    /** What the implementation says, or what it did instead. */
    public String answer() {
        return example.answer();
    }
}
