package dev.stalemate.model;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements that a {@link Compared} is about, pair by pair.
 *
 * @param left of the first side
 * @param right of the second side; the same as the left where there is none
 * @param every whether it must be true of all pairs, not of one
 */
record Pairs(ImmutableIntArray left, ImmutableIntArray right, boolean every) {
    /** The elements that one name means. */
    static Pairs of(Operand operand, boolean every) {
        return of(operand, operand, every);
    }

    /** Those of two names: places of one index that are any or every on both sides are the same. */
    static Pairs of(Operand left, Operand right, boolean every) {
        List<Index> free = new ArrayList<>();
        for (Operand side : List.of(left, right)) {
            for (int i = 0; i < side.places().size(); i++) {
                Index index = side.indices().get(i);
                if (side.places().get(i) == Operand.EACH && !free.contains(index)) {
                    free.add(index);
                }
            }
        }
        ImmutableIntArray.Builder lefts = ImmutableIntArray.builder();
        ImmutableIntArray.Builder rights = ImmutableIntArray.builder();
        for (int n = 0; n < Index.combinations(free); n++) {
            lefts.add(element(left, free, n));
            rights.add(element(right, free, n));
        }
        return new Pairs(lefts.build(), rights.build(), every);
    }

    private static int element(Operand operand, List<Index> free, int combination) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < operand.indices().size(); i++) {
            int fixed = operand.places().get(i);
            int each = free.indexOf(operand.indices().get(i));
            places.add(fixed == Operand.EACH ? digit(free, combination, each) : fixed);
        }
        return operand.element(places);
    }

    /** The place of one index in the number of a combination of several; the last one counts fastest. */
    private static int digit(List<Index> free, int combination, int index) {
        int rest = combination;
        for (int i = free.size() - 1; i > index; i--) {
            rest /= free.get(i).size();
        }
        return rest % free.get(index).size();
    }
}
