package dev.stalemate.search.symmetry;

import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A layout that is given by tables. Its states are permuted value by value, by all permutations: simple, not fast.
 *
 * @param sizes elements of each interchangeable index
 * @param parts what states are made of
 */
record AlikeElements(List<Integer> sizes, List<Part> parts) {
    static final int WHOLE_WORD = 0;
    private static final int OTHER_SIZE = 2;

    /**
     * A field, or a family of fields.
     *
     * @param bound how many values it has; {@link #WHOLE_WORD} for any
     * @param over its indices, by number; the number after the last is an index that can't be interchanged
     * @param family the index that a field is repeated for; -1 for one field
     * @param names the index that values name elements of; -1 for none
     * @param first the value that names element 0
     */
    record Part(int bound, List<Integer> over, int family, int names, int first) {}

    Layout.Builder builder() {
        Layout.Builder builder = new Layout.Builder();
        for (int i = 0; i < sizes.size(); i++) {
            builder.interchangeable(index(i));
        }
        for (int p = 0; p < parts.size(); p++) {
            declare(builder, p);
        }
        return builder;
    }

    private Index index(int i) {
        return Index.of("i" + i, size(i));
    }

    private int size(int i) {
        return i < sizes.size() ? sizes.get(i) : OTHER_SIZE;
    }

    /** The indices of a part; the last index number is that of an index whose elements are not interchangeable. */
    private List<Integer> over(Part part) {
        return part.over().stream()
                .map(i -> Math.min(i, sizes.size()))
                .distinct()
                .toList();
    }

    private boolean isFamily(Part part) {
        return part.family() >= 0 && part.family() < sizes.size() && !over(part).contains(part.family());
    }

    private boolean isName(Part part) {
        return part.names() >= 0 && part.names() < sizes.size();
    }

    private void declare(Layout.Builder builder, int p) {
        Part part = parts.get(p);
        Index[] indices = over(part).stream().map(this::index).toArray(Index[]::new);
        Field[] fields = new Field[isFamily(part) ? size(part.family()) : 1];
        for (int f = 0; f < fields.length; f++) {
            String name = "p" + p + "." + f;
            if (isName(part)) {
                IntField field = builder.number(name, part.first() + size(part.names()), Integer::toString, indices);
                builder.reference(field, index(part.names()), part.first());
                fields[f] = field;
            } else if (part.bound() == WHOLE_WORD) {
                fields[f] = builder.values(name, new long[0], indices);
            } else {
                fields[f] = builder.number(name, part.bound(), Integer::toString, indices);
            }
        }
        if (isFamily(part)) {
            builder.family(index(part.family()), fields);
        }
    }

    /** A state of few values, so that elements are often equal. */
    long[] state(Random random) {
        Layout layout = builder().build();
        long[] state = layout.blank();
        int values = 1 + random.nextInt(3);
        for (Field field : layout.fields()) {
            for (int e = 0; e < field.size(); e++) {
                set(field, state, e, random.nextInt(values));
            }
        }
        return state;
    }

    /** Every state that results from a state by permutations of the indices. */
    Set<List<Long>> orbit(long[] state) {
        Layout layout = builder().build();
        Set<List<Long>> orbit = new HashSet<>();
        for (List<List<Integer>> permutation : permutations(0)) {
            orbit.add(
                    Arrays.stream(permuted(layout, state, permutation)).boxed().toList());
        }
        return orbit;
    }

    /** For each index, from the given one on, the new places of its elements. */
    private List<List<List<Integer>>> permutations(int from) {
        if (from == sizes.size()) {
            return List.of(List.of());
        }
        List<List<List<Integer>>> all = new ArrayList<>();
        for (List<Integer> one : orders(sizes.get(from))) {
            for (List<List<Integer>> rest : permutations(from + 1)) {
                List<List<Integer>> longer = new ArrayList<>(List.of(one));
                longer.addAll(rest);
                all.add(longer);
            }
        }
        return all;
    }

    private static List<List<Integer>> orders(int size) {
        if (size == 0) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (List<Integer> shorter : orders(size - 1)) {
            for (int at = 0; at < size; at++) {
                List<Integer> order = new ArrayList<>(shorter);
                order.add(at, size - 1);
                all.add(order);
            }
        }
        return all;
    }

    private long[] permuted(Layout layout, long[] state, List<List<Integer>> to) {
        long[] result = layout.blank();
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            int members = isFamily(part) ? size(part.family()) : 1;
            for (int f = 0; f < members; f++) {
                Field from = field(layout, p, f);
                int member = isFamily(part) ? to.get(part.family()).get(f) : 0;
                for (int e = 0; e < from.size(); e++) {
                    long value = get(from, state, e);
                    if (isName(part) && value >= part.first()) {
                        value = (long) part.first() + to.get(part.names()).get((int) value - part.first());
                    }
                    set(field(layout, p, member), result, moved(over(part), e, to), value);
                }
            }
        }
        return result;
    }

    private static Field field(Layout layout, int part, int member) {
        String name = "p" + part + "." + member;
        return layout.fields().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int moved(List<Integer> over, int element, List<List<Integer>> to) {
        int rest = element;
        int result = 0;
        int factor = 1;
        for (int i = over.size() - 1; i >= 0; i--) {
            int index = over.get(i);
            int at = rest % size(index);
            rest /= size(index);
            result += factor * (index < sizes.size() ? to.get(index).get(at) : at);
            factor *= size(index);
        }
        return result;
    }

    private static long get(Field field, long[] state, int element) {
        return field instanceof IntField small ? small.get(state, element) : ((LongField) field).get(state, element);
    }

    private static void set(Field field, long[] state, int element, long value) {
        if (field instanceof IntField small) {
            small.set(state, element, (int) (value % small.bound()));
        } else {
            ((LongField) field).set(state, element, value);
        }
    }
}
