package dev.stalemate.search.symmetry;

import com.google.common.collect.Collections2;
import com.google.common.collect.Lists;
import dev.stalemate.model.Layout;
import dev.stalemate.model.PackedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The states of a layout in every order of some of its indices, moved cell by cell: simple, not fast. */
final class EveryOrder {
    private record Place(int kind, List<Integer> places) {}

    private final Layout layout;
    private final Map<Place, PackedElement> cells = new HashMap<>();
    /** For each order of all indices the new number of each element. */
    private final List<List<List<Integer>>> orders;

    /**
     * All orders of these indices.
     *
     * @param used the names of indices; the others keep their order
     */
    EveryOrder(Layout layout, List<String> used) {
        this.layout = layout;
        layout.cells().forEach(cell -> cells.put(new Place(cell.kind(), cell.places()), cell));
        List<List<List<Integer>>> each = new ArrayList<>();
        layout.interchangeable().forEach(index -> {
            List<Integer> numbers = IntStream.range(0, index.size()).boxed().toList();
            each.add(used.contains(index.name()) ? List.copyOf(Collections2.permutations(numbers)) : List.of(numbers));
        });
        this.orders = Lists.cartesianProduct(each);
    }

    /** Every state that a state becomes. */
    Set<List<Long>> orbit(long[] state) {
        Set<List<Long>> orbit = new HashSet<>();
        for (List<List<Integer>> order : orders) {
            long[] moved = layout.blank();
            for (PackedElement cell : layout.cells()) {
                PackedElement to =
                        Objects.requireNonNull(cells.get(new Place(cell.kind(), renamed(cell.places(), order))));
                put(moved, to, value(cell, state, order));
            }
            orbit.add(Arrays.stream(moved).boxed().toList());
        }
        return orbit;
    }

    private static List<Integer> renamed(List<Integer> places, List<List<Integer>> order) {
        return IntStream.range(0, places.size())
                .mapToObj(i -> places.get(i) < 0 ? places.get(i) : order.get(i).get(places.get(i)))
                .toList();
    }

    private static long value(PackedElement cell, long[] state, List<List<Integer>> order) {
        long value = state[cell.slot() >>> 6] >>> cell.slot() & mask(cell);
        if (cell.refersTo() < 0 || value < cell.first()) {
            return value;
        }
        return (long) cell.first() + order.get(cell.refersTo()).get((int) value - cell.first());
    }

    private static void put(long[] state, PackedElement cell, long value) {
        state[cell.slot() >>> 6] |= value << cell.slot();
    }

    private static long mask(PackedElement cell) {
        return cell.width() == Long.SIZE ? -1 : (1L << cell.width()) - 1;
    }

    /** A state of any bits, of few values so that elements are often equal; what names an element names one that exists. */
    long[] any(Random random) {
        long[] state = layout.blank();
        int values = 1 + random.nextInt(4);
        for (PackedElement cell : layout.cells()) {
            long drawn = random.nextInt(8) == 0 ? random.nextLong() >>> 1 : random.nextInt(values);
            long bound = cell.refersTo() < 0
                    ? Long.MAX_VALUE
                    : (long) cell.first()
                            + layout.interchangeable().get(cell.refersTo()).size();
            put(state, cell, drawn % bound & mask(cell));
        }
        return state;
    }
}
