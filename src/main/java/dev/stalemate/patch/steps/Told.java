package dev.stalemate.patch.steps;

import com.google.common.collect.ImmutableList;

/**
 * A place as a program tells of it.
 *
 * @param call the next step: the name of a call or of a variable
 * @param pointer what the step is about
 * @param ranges of a zap: its ranges, as bits
 * @param present bit p is set if pointer p may be used later
 * @param marked whether it is an access such as READ_ONCE()
 * @param where the file with its line, if that is known
 * @param says of a fault: what is wrong
 */
public record Told(
        String call,
        int pointer,
        int ranges,
        int present,
        boolean marked,
        String where,
        String says,
        ImmutableList<Answer> answers) {
    /** The call of a place where the function has done something wrong. */
    public static final String FAULT = "fault";

    /**
     * What follows an answer.
     *
     * @param to the number of the next place; -1 if the function has returned
     * @param flag what the step writes to the flag that it is about; -1 if nothing
     */
    public record Answer(int value, int to, int flag, ImmutableList<Content> contents) {}

    /** The entry of a pointer gets a range. */
    public record Content(int pointer, int range) {}

    /** The step with its line. */
    public String step() {
        int colon = where.lastIndexOf(':');
        return call + (colon < 0 ? "" : where.substring(colon));
    }
}
