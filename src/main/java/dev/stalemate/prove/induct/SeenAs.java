package dev.stalemate.prove.induct;

import com.google.common.primitives.ImmutableIntArray;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * States of one model, seen as states of another model of the same design: each element has the value that the element of the same name has. What the
 * other model alone has is as it is there at first; what it lacks, or knows only one value of, is forgotten.
 */
final class SeenAs {
    private final ModelSystem system;
    private final Model from;
    private final Model to;
    private final Choice choice;
    private final List<Pair> pairs = new ArrayList<>();

    /**
     * A field of both models.
     *
     * @param elements of each element of the second one, the element of the first one, or -1
     * @param values of each number of the first one, the number in the second one that is printed so, or -1; empty for registers
     */
    private record Pair(Field from, Field to, ImmutableIntArray elements, ImmutableIntArray values) {}

    /** Why one can't be seen as the other. */
    static final class Unseen extends Exception {
        private static final long serialVersionUID = 1;

        Unseen(String message) {
            super(message);
        }
    }

    /**
     * How what only the other model has is seen.
     *
     * @param mirrored whether further vCPUs do all that the first one does; else they do nothing
     * @param fixed a field that changes only there; null for none
     * @param value what it has all the time
     */
    record Choice(boolean mirrored, @Nullable IntField fixed, int value) {}

    /** All choices, the simplest first. */
    static List<Choice> choices(Model from, Model to) {
        Map<String, Field> fields = new HashMap<>();
        from.layout().fields().forEach(field -> fields.put(field.name(), field));
        List<Choice> all = new ArrayList<>(List.of(new Choice(false, null, 0), new Choice(true, null, 0)));
        for (Field field : to.layout().fields()) {
            Field same = fields.get(field.name());
            boolean fixed = (same == null || same.width() == 0) && field.width() > 0 && field.size() == 1;
            for (int value = 0; fixed && field instanceof IntField number && value < number.bound(); value++) {
                all.add(new Choice(false, number, value));
                all.add(new Choice(true, number, value));
            }
        }
        return all;
    }

    /**
     * Sees states of one model as those of another.
     *
     * @throws Unseen if a field of the first one has more elements, or other ones
     */
    SeenAs(ModelSystem system, Model from, Model to, Choice choice) throws Unseen {
        this.system = system;
        this.from = from;
        this.to = to;
        this.choice = choice;
        Map<String, Field> fields = new HashMap<>();
        from.layout().fields().forEach(field -> fields.put(field.name(), field));
        for (Field field : to.layout().fields()) {
            Field same = fields.get(field.name());
            if (same != null && field.width() > 0 && field != choice.fixed) {
                pairs.add(new Pair(
                        same,
                        field,
                        ImmutableIntArray.copyOf(elements(same, field)),
                        ImmutableIntArray.copyOf(values(same, field))));
            }
        }
    }

    private int[] elements(Field few, Field many) throws Unseen {
        List<Index> less = few.indices();
        List<Index> more = many.indices();
        if (less.size() != more.size() || (few instanceof LongField) != (many instanceof LongField)) {
            throw new Unseen(few.name() + " is another kind of field there");
        }
        for (int i = 0; i < less.size(); i++) {
            Index index = less.get(i);
            if (!index.name().equals(more.get(i).name())
                    || index.size() > more.get(i).size()) {
                throw new Unseen("there are only " + more.get(i).size() + " "
                        + more.get(i).name() + " of " + few.name() + ", not " + index.size());
            }
        }
        int[] elements = new int[many.size()];
        for (int e = 0; e < elements.length; e++) {
            elements[e] = element(less, more, e);
        }
        return elements;
    }

    /** The element with the same numbers, the last of which counts fastest; -1 if there is none. */
    private int element(List<Index> less, List<Index> more, int of) {
        int rest = of;
        int element = 0;
        int step = 1;
        for (int i = more.size() - 1; i >= 0; i--) {
            Index index = less.get(i);
            int at = rest % more.get(i).size();
            rest /= more.get(i).size();
            if (at >= index.size()) {
                if (!choice.mirrored || !from.layout().lanes().contains(index)) {
                    return -1;
                }
                at = 0;
            }
            element += at * step;
            step *= index.size();
        }
        return element;
    }

    /** As a number may stand for something else if there are others: a kind of page, an entry of it. */
    private int[] values(Field few, Field many) {
        if (!(few instanceof IntField from1) || !(many instanceof IntField to1)) {
            return new int[0];
        }
        Map<String, Integer> printed = new HashMap<>();
        for (int value = to1.bound() - 1; value >= 0; value--) {
            printed.put(text(to, to1, value), value);
        }
        int[] values = new int[from1.bound()];
        for (int value = 0; value < values.length; value++) {
            boolean same = value < to1.bound() && text(from, from1, value).equals(text(to, to1, value));
            values[value] = same ? value : printed.getOrDefault(text(from, from1, value), -1);
        }
        return values;
    }

    private static String text(Model model, IntField field, int value) {
        long[] state = model.layout().blank();
        field.set(state, 0, value);
        try {
            return field.text(state, 0);
        } catch (RuntimeException e) {
            return "number " + value;
        }
    }

    /** A register's value as it is written there. */
    long value(Field register, long value) {
        return system.atScope(from.scope(), to.scope(), register, value);
    }

    /**
     * A state as it is seen.
     *
     * @throws Unseen if an element has a value that it can't have there
     */
    long[] of(long[] state) throws Unseen {
        long[] seen = to.initial();
        if (choice.fixed != null) {
            choice.fixed.set(seen, 0, choice.value);
        }
        for (Pair pair : pairs) {
            for (int e = 0; e < pair.elements.length(); e++) {
                if (pair.elements.get(e) >= 0) {
                    String wrong = copy(pair, state, pair.elements.get(e), seen, e);
                    if (wrong != null) {
                        throw new Unseen(wrong);
                    }
                }
            }
        }
        return seen;
    }

    private @Nullable String copy(Pair pair, long[] state, int element, long[] seen, int as) {
        if (pair.from instanceof IntField number && pair.to instanceof IntField other) {
            int value = pair.values.get(number.get(state, element));
            if (value < 0) {
                return number.inWords(element) + " can't be " + number.text(state, element);
            }
            other.set(seen, as, value);
        } else if (pair.from instanceof LongField register && pair.to instanceof LongField other) {
            try {
                other.set(seen, as, value(other, register.get(state, element)));
            } catch (IllegalArgumentException e) {
                return String.valueOf(e.getMessage());
            }
        }
        return null;
    }
}
