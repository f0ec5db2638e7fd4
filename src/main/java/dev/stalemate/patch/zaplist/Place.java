package dev.stalemate.patch.zaplist;

import com.google.common.collect.ImmutableList;
import dev.stalemate.systems.zaplist.UpdateCode;
import dev.stalemate.systems.zaplist.UpdateCode.Call;

/**
 * A place as a program tells of it. It numbers pointers as it finds them, and takes those for used that are only left over.
 *
 * @param pointer what the call is about; -1 if it is about no pointer
 * @param present bit p is set if pointer p may be used later
 * @param where the call in words, with its line if that is known
 * @param says of a fault: what is wrong
 */
record Place(
        Call call,
        int pointer,
        int ranges,
        int present,
        boolean marked,
        String where,
        String says,
        ImmutableList<Answer> answers) {
    /**
     * What follows an answer.
     *
     * @param value a value, or the number of a pointer, or {@link UpdateCode#HEAD}
     * @param to the number of the next place, or {@link UpdateCode#RETURNED}
     * @param flag what the step writes to the flag; -1 if nothing
     * @param contents what entries become, each with the number of its pointer
     */
    record Answer(int value, int to, int flag, ImmutableList<UpdateCode.Content> contents) {}

    boolean searches() {
        return call == Call.FIRST || call == Call.NEXT;
    }

    /** Whether an answer is a pointer that was not there before. */
    boolean isNew(Answer answer) {
        return call == Call.KMALLOC || (searches() && answer.value >= 0 && (present >>> answer.value & 1) == 0);
    }
}
