package dev.stalemate.search.store;

import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes of few bits for the states of one word that were met: each part of a state, some neighbouring elements, has a number for each value
 * that was met there. Elements hardly ever take all the values that their bits allow. Compare SPIN's COLLAPSE.
 *
 * <p>Exact: different states have different codes.
 */
final class ValueCodes {
    /** The code of a state with a value that was not met yet. */
    static final long UNKNOWN = -1;

    /** The tables of parts of so many bits stay in the first-level cache. */
    private static final int PART_BITS = 11;

    /** Numbers from 1 on for all values of a part fit in a char. */
    private static final int MOST_PART_BITS = 15;

    private final int[] shift;
    private final int[] mask;
    /** For each part and value, the number of the value plus one; 0 if it was not met. */
    private final char[][] numbers;
    /** For each part and number, the value. */
    private final char[][] values;

    private final int[] met;
    /** For each part its place in a code, and after the last part the bits of a code. */
    private final int[] at;

    private ValueCodes(List<int[]> parts) {
        int count = parts.size();
        shift = parts.stream().mapToInt(part -> part[0]).toArray();
        mask = parts.stream().mapToInt(part -> (1 << part[1]) - 1).toArray();
        numbers = new char[count][];
        values = new char[count][];
        for (int p = 0; p < count; p++) {
            numbers[p] = new char[mask[p] + 1];
            values[p] = new char[4];
        }
        met = new int[count];
        at = new int[count + 1];
    }

    /** Codes for states of these elements; null if states have several words, or an element is too wide. */
    static @Nullable ValueCodes of(List<PackedElement> elements) {
        List<PackedElement> inOrder = elements.stream()
                .sorted(Comparator.comparingInt(PackedElement::slot))
                .toList();
        List<int[]> parts = new ArrayList<>();
        int[] last = {0, 0};
        for (PackedElement element : inOrder) {
            int end = element.slot() + element.width();
            if (end > Long.SIZE || element.width() > MOST_PART_BITS) {
                return null;
            }
            if (parts.isEmpty() || end - last[0] > PART_BITS) {
                last = new int[] {element.slot(), 0};
                parts.add(last);
            }
            last[1] = end - last[0];
        }
        return new ValueCodes(parts);
    }

    /** The bits of a code. */
    int bits() {
        return at[met.length];
    }

    /** The code of a state while the parts have these places; {@link #UNKNOWN} if a value has no room there, or was not met. */
    long of(long state, int[] places) {
        long code = 0;
        for (int p = 0; p < shift.length; p++) {
            int number = numbers[p][(int) (state >>> shift[p]) & mask[p]];
            if (number == 0 || (number - 1) >>> (places[p + 1] - places[p]) != 0) {
                return UNKNOWN;
            }
            code |= (long) (number - 1) << places[p];
        }
        return code;
    }

    /** For each part its place in the codes that states have now, and after the last part the bits of a code. */
    int[] places() {
        return at.clone();
    }

    /** The state that had a code while the parts had these places. */
    long state(long code, int[] places) {
        long state = 0;
        for (int p = 0; p < shift.length; p++) {
            int width = places[p + 1] - places[p];
            int number = (int) (code >>> places[p]) & ((1 << width) - 1);
            state |= (long) values[p][number] << shift[p];
        }
        return state;
    }

    /** Meets a state. If that takes more {@link #bits}, the parts have other {@link #places} from then on. */
    void meet(long state) {
        for (int p = 0; p < shift.length; p++) {
            int value = (int) (state >>> shift[p]) & mask[p];
            if (numbers[p][value] == 0) {
                if (met[p] == values[p].length) {
                    values[p] = Arrays.copyOf(values[p], 2 * met[p]);
                }
                values[p][met[p]] = (char) value;
                numbers[p][value] = (char) ++met[p];
                place();
            }
        }
    }

    private void place() {
        for (int p = 0; p < met.length; p++) {
            at[p + 1] = at[p] + Integer.SIZE - Integer.numberOfLeadingZeros(met[p] - 1);
        }
    }
}
