package dev.stalemate.model;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a system's states: named, indexed, bounded fields packed into the words of a {@code long[]}.
 *
 * <p>Printing, comparing and hashing states are written here once for all systems.
 */
public final class Layout {
    private static final HashFunction HASH = Hashing.murmur3_128();

    private final List<Field> fields;
    private final int words;
    private final int bits;
    private final List<Index> interchangeable;
    private final List<PackedElement> cells;
    private final Map<Field, Reference> references;
    private final List<Index> lanes;
    private final Map<String, String> actors;
    private final List<Index> places;
    private final List<Kept> kept;
    private final Acts acts;

    private Layout(Builder builder) {
        this.fields = List.copyOf(builder.fields);
        this.words = Math.max(1, builder.words);
        this.bits = builder.bits;
        this.interchangeable = builder.interchange.indices();
        this.cells = builder.interchange.cells(fields);
        this.references = builder.interchange.references();
        this.lanes = List.copyOf(builder.lanes);
        this.actors = Collections.unmodifiableMap(new LinkedHashMap<>(builder.actors));
        this.places = List.copyOf(builder.places);
        this.kept = List.copyOf(builder.kept);
        this.acts = builder.acts;
    }

    /** What the design tells of its steps. */
    public Acts acts() {
        return acts;
    }

    /** The fields in the order of their declaration. */
    public List<Field> fields() {
        return fields;
    }

    /** How many longs a state takes, from 1. */
    public int words() {
        return words;
    }

    /** How many bits of those longs are used. */
    public int bits() {
        return bits;
    }

    /** Reports every access to a state from now on, or none if null; for the thread that the layout's model belongs to. */
    public void listen(@Nullable Accesses listener) {
        fields.forEach(field -> field.listen(listener));
    }

    /** The indices whose elements were declared interchangeable, in the order of their declaration. */
    public List<Index> interchangeable() {
        return interchangeable;
    }

    /** Every element that takes bits, with its position in the {@link #interchangeable} indices. */
    public List<PackedElement> cells() {
        return cells;
    }

    /** The fields whose values name elements of an index, with that index. */
    public Map<Field, Reference> references() {
        return references;
    }

    /**
     * What the values of a field name.
     *
     * @param to elements of this index
     * @param first the value that names element 0; lower values name none
     */
    public record Reference(Index to, int first) {}

    /** The indices whose elements run by themselves, in the order of their declaration. */
    public List<Index> lanes() {
        return lanes;
    }

    /** For each action that no element of a lane takes by itself, who does, such as {@code host}; in the order of the declarations. */
    public Map<String, String> actors() {
        return actors;
    }

    /** The indices whose elements are places in an address space, in the order of their declaration. */
    public List<Index> places() {
        return places;
    }

    /** The entries that a design caches of something else and must keep correct, in the order of their declaration. */
    public List<Kept> entries() {
        return kept;
    }

    /** The fields that those entries consist of. */
    public List<Field> kept() {
        return kept.stream().flatMap(entry -> entry.parts().stream()).toList();
    }

    /** A state with every field at its first value. */
    public long[] blank() {
        return new long[words];
    }

    /**
     * A 64-bit hash of a state that does not depend on the packing: of each element's name and printed value, including those that have
     * only one value in the scope.
     */
    public long hash(long[] state) {
        Hasher hasher = HASH.newHasher();
        for (Field field : fields) {
            for (int e = 0; e < field.size(); e++) {
                hasher.putString(field.elementName(e), StandardCharsets.UTF_8)
                        .putChar('=')
                        .putString(field.text(state, e), StandardCharsets.UTF_8)
                        .putChar('\n');
            }
        }
        return hasher.hash().asLong();
    }

    /** Every element with more than one possible value, by name. */
    public Map<String, String> describe(long[] state) {
        Map<String, String> text = new LinkedHashMap<>();
        for (Field field : fields) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                text.put(field.elementName(e), field.text(state, e));
            }
        }
        return text;
    }

    /** The elements that are printed differently in two states, in the order of the fields. */
    public List<Change> diff(long[] before, long[] after) {
        List<Change> changes = new ArrayList<>();
        for (Field field : fields) {
            for (int e = 0; e < field.size(); e++) {
                if (field.bits(before, e) != field.bits(after, e)
                        && !field.text(before, e).equals(field.text(after, e))) {
                    changes.add(new Change(field, e, before, after));
                }
            }
        }
        return changes;
    }

    /**
     * One element that differs between two states.
     *
     * @param field its field
     * @param number its number in the field
     * @param element its name with its indices, as in states
     * @param before its value in the first state, printed
     * @param after its value in the second
     * @param inWords all of that in a sentence, such as {@code tlb of CPU 0, slot 0: none -> mfn 0}
     */
    public record Change(Field field, int number, String element, String before, String after, String inWords) {
        private Change(Field field, int number, long[] before, long[] after) {
            this(
                    field,
                    number,
                    field.elementName(number),
                    field.text(before, number),
                    field.text(after, number),
                    field.inWords(number) + ": " + field.inWords(before, after, number));
        }

        @Override
        public String toString() {
            return inWords;
        }
    }

    /** Declares fields. Words are filled in the order of declaration, and no element is in two words. */
    public static final class Builder {
        private static final int MOST_INDICES = 4;

        private final List<Field> fields = new ArrayList<>();
        private final Interchange interchange = new Interchange();
        private final List<Index> lanes = new ArrayList<>();
        private final Map<String, String> actors = new LinkedHashMap<>();
        private final List<Index> places = new ArrayList<>();
        private final List<Kept> kept = new ArrayList<>();
        private Acts acts = new Acts();
        private boolean leftOut;
        private int words;
        private int used = Long.SIZE;
        private int bits;

        /**
         * Starts with the fields of one layout, and behind them those of another with a prefix before their names. What either declares of
         * elements that can be interchanged or go stale is left out.
         */
        static Builder beside(Layout one, Layout other, String prefix) {
            Builder builder = new Builder();
            builder.fields.addAll(one.fields);
            other.fields.forEach(field -> builder.fields.add(field.behind(one.words, prefix)));
            builder.words = one.words + other.words;
            builder.bits = one.bits + other.bits;
            builder.lanes.addAll(one.lanes);
            builder.actors.putAll(one.actors);
            builder.places.addAll(one.places);
            builder.acts = Acts.beside(one.acts, other.acts, prefix + " ");
            return builder;
        }

        /**
         * Where a piece declares its fields, which a scope may leave out: then they always have their first value, and states don't name
         * them, so that they are as they were before there was that piece.
         */
        public Builder part(boolean present) {
            Builder builder = this;
            if (!present) {
                builder = new Builder();
                builder.acts = acts;
                builder.leftOut = true;
            }
            return builder;
        }

        /** To whom a system tells what its design does. */
        public Acts acts() {
            return acts;
        }

        /** A field of flags, false at first, printed as 0 and 1. */
        public IntField flag(String name, Index... indices) {
            return number(name, 2, Integer::toString, indices);
        }

        /** A field of numbers from 0 to a bound, exclusive; with a bound of 1 it takes no bits. */
        public IntField number(String name, int bound, IntFunction<String> format, Index... indices) {
            if (bound < 1) {
                throw new IllegalArgumentException(name + " needs at least one value");
            }
            int values = leftOut ? 1 : bound;
            int width = Integer.SIZE - Integer.numberOfLeadingZeros(values - 1);
            return add(new IntField(name, List.of(indices), width, slots(width, indices), values, format));
        }

        /** A field of the given values, the first of them at first. With an empty list it can hold any value, and 0 at first. */
        public LongField values(String name, long[] domain, Index... indices) {
            long[] values = leftOut ? Arrays.copyOf(domain, 1) : domain;
            int width = values.length == 0 ? Long.SIZE : Integer.SIZE - Integer.numberOfLeadingZeros(values.length - 1);
            return add(new LongField(name, List.of(indices), width, slots(width, indices), values.clone()));
        }

        /** Says what a field is called in sentences, where that is not its name, such as {@code def_type} for msr.0x2ff. */
        public Builder called(Field field, String words) {
            field.call(words);
            return this;
        }

        /** Says how a field's values are told in sentences, where they are not told as they are printed. */
        public Builder told(Field field, Notation notation) {
            field.tell(notation);
            return this;
        }

        /**
         * Says that fields are kept for properties, or to end a run, and that no CPU or device sees them: a run tells how they change, but
         * not that a step reads them.
         */
        public Builder unseen(Field... records) {
            for (Field field : records) {
                field.hide();
            }
            return this;
        }

        /**
         * Says that the elements of an index are interchangeable: a system behaves the same if they are exchanged in every field.
         * A search may use that after it has tried whether it is true.
         */
        public Builder interchangeable(Index index) {
            interchange.index(index);
            return this;
        }

        /**
         * Says that the elements of an index run by themselves: an action with a parameter of the index's name is a step of that
         * element, and a run can be shown with a lane for each.
         */
        public Builder lane(Index index) {
            if (!lanes.contains(index)) {
                lanes.add(index);
            }
            return this;
        }

        /** Says who takes the actions of these names, such as the host or a device; where they have an element of a lane, that one does. */
        public Builder actor(String who, String... names) {
            for (String name : names) {
                actors.put(name, who);
            }
            return this;
        }

        /** Says that the elements of an index are places in an address space, ascending, so that fields of this index can be drawn as maps. */
        public Builder place(Index index) {
            if (!places.contains(index)) {
                places.add(index);
            }
            return this;
        }

        /** Says that an element of a field is an entry cached of something else, which can be stale; its first value stands for no entry. */
        public Builder kept(Field field) {
            return kept(Kept.Instead.IF_THERE, field);
        }

        /**
         * Says that an element of a field, or of several together, is an entry cached of something else, which can be stale.
         *
         * @param instead which values each part of it could have instead of its own
         */
        public Builder kept(Kept.Instead instead, Field... parts) {
            kept.add(new Kept(List.of(parts), instead));
            return this;
        }

        /**
         * Says that fields together are one more field of an index: field k belongs to its element k.
         *
         * @throws IllegalArgumentException if there isn't one for each element, or they don't have the same indices and values
         */
        public Builder family(Index index, Field... members) {
            interchange.family(index, members);
            return this;
        }

        /**
         * Says that a field's values name elements of an index: {@code first} + k names element k, and less than {@code first} names
         * none. A field that takes no bits names none.
         *
         * @throws IllegalArgumentException if the field has fewer or more values than that
         */
        public Builder reference(IntField field, Index to, int first) {
            interchange.reference(field, to, first);
            return this;
        }

        /** The layout of what was declared. */
        public Layout build() {
            return new Layout(this);
        }

        private <F extends Field> F add(F field) {
            if (field.indices().size() > MOST_INDICES) {
                throw new IllegalArgumentException(field.name() + " has more than four indices");
            }
            for (Field other : fields) {
                if (other.name().equals(field.name())) {
                    throw new IllegalArgumentException("two fields are called " + field.name());
                }
            }
            fields.add(field);
            return field;
        }

        private int[] slots(int width, Index... indices) {
            int size = Index.combinations(List.of(indices));
            int[] slots = new int[size];
            for (int e = 0; e < size && width > 0; e++) {
                if (used + width > Long.SIZE) {
                    words++;
                    used = 0;
                }
                slots[e] = (words - 1) * Long.SIZE + used;
                used += width;
                bits += width;
            }
            return slots;
        }
    }
}
