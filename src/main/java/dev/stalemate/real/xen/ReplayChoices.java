package dev.stalemate.real.xen;

import java.util.ArrayList;
import java.util.List;

/**
 * What a log doesn't tell and a replay has to decide, such as which of two vCPUs ran first: the decisions in their order, so that the same
 * run can be played again with other ones.
 */
final class ReplayChoices {
    private final List<int[]> made = new ArrayList<>();
    private int at;

    /** The first choice everywhere. */
    ReplayChoices() {}

    /** These choices, and the first one wherever more are needed. */
    ReplayChoices(List<Integer> choices) {
        choices.forEach(choice -> made.add(new int[] {choice, choice + 1}));
    }

    /** The choices of the last replay. */
    List<Integer> made() {
        return made.stream().map(choice -> choice[0]).toList();
    }

    /** One of so many options: that of the last replay, or the first. */
    int among(int options) {
        if (at == made.size()) {
            made.add(new int[] {0, options});
        }
        return made.get(at++)[0];
    }

    /** How many decisions this replay has made so far. */
    int count() {
        return at;
    }

    /** Goes back to the start, with another decision among the first {@code count}, the last of them first; false if all were tried. */
    boolean revise(int count) {
        at = 0;
        while (made.size() > count) {
            made.remove(made.size() - 1);
        }
        while (!made.isEmpty()) {
            int[] last = made.get(made.size() - 1);
            if (++last[0] < last[1]) {
                return true;
            }
            made.remove(made.size() - 1);
        }
        return false;
    }
}
