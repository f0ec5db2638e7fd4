package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random layouts: elements keep out of each other's way, and printing, comparing and hashing agree with what was set. */
class LayoutProperties {
    /** A field to be declared: a bound, or -n for n listed values, or 0 for any value; and the sizes of its indices. */
    record Shape(int bound, List<Integer> indices) {}

    @Provide
    Arbitrary<List<Shape>> shapes() {
        Arbitrary<Integer> bounds = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(1, 9)),
                Tuple.of(2, Arbitraries.integers().between(1, Integer.MAX_VALUE)),
                Tuple.of(3, Arbitraries.integers().between(-40, -1)),
                Tuple.of(1, Arbitraries.just(0)));
        Arbitrary<List<Integer>> indices =
                Arbitraries.integers().between(1, 4).list().ofMaxSize(4);
        return Combinators.combine(bounds, indices).as(Shape::new).list().ofMaxSize(12);
    }

    @Property
    void elementsNeitherOverlapNorStraddleWords(@ForAll("shapes") List<Shape> shapes) {
        Layout layout = build(shapes, false);
        Set<Integer> taken = new HashSet<>();
        int bits = 0;
        for (Field field : layout.fields()) {
            for (int slot : field.slots) {
                bits += field.width();
                for (int bit = 0; bit < field.width(); bit++) {
                    assertThat(taken.add(slot + bit)).as(field.name()).isTrue();
                    assertThat((slot + bit) / Long.SIZE).isEqualTo(slot / Long.SIZE);
                }
                assertThat(slot).isLessThan(layout.words() * Long.SIZE);
            }
        }
        assertThat(layout.bits()).isEqualTo(bits);
        assertThat(layout.words()).isBetween(Math.max(1, (bits + 63) / 64), Math.max(1, (bits + 31) / 32));
    }

    @Property
    void anElementGivesBackWhatItWasGivenWhateverTheOthersWere(
            @ForAll("shapes") List<Shape> shapes, @ForAll Random random) {
        Layout layout = build(shapes, false);
        long[] state = layout.blank();
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            for (Field field : layout.fields()) {
                int element = random.nextInt(field.size());
                expected.put(field.elementName(element), set(field, state, element, random));
            }
        }
        for (Field field : layout.fields()) {
            for (int e = 0; e < field.size(); e++) {
                long first = field instanceof LongField all ? all.get(layout.blank(), e) : 0;
                assertThat(get(field, state, e))
                        .as(field.elementName(e))
                        .isEqualTo(expected.getOrDefault(field.elementName(e), first));
            }
        }
    }

    @Property
    void aDifferenceIsExactlyTheElementsThatPrintDifferently(
            @ForAll("shapes") List<Shape> shapes, @ForAll Random random) {
        Layout layout = build(shapes, false);
        long[] before = layout.blank();
        long[] after = layout.blank();
        scatter(layout, before, random);
        scatter(layout, after, random);
        List<List<String>> changes = new ArrayList<>();
        Map<String, String> printedAfter = layout.describe(after);
        layout.describe(before).forEach((name, text) -> {
            String other = printedAfter.getOrDefault(name, "");
            if (!other.equals(text)) {
                changes.add(List.of(name, text, other));
            }
        });
        assertThat(layout.diff(before, after).stream()
                        .map(change -> List.of(change.element(), change.before(), change.after())))
                .containsExactlyElementsOf(changes);
        assertThat(layout.hash(before) == layout.hash(after)).isEqualTo(changes.isEmpty());
    }

    /** The same values in wider fields: another packing, the same hash. */
    @Property
    void theHashIsOfWhatIsPrintedWhateverThePacking(@ForAll("shapes") List<Shape> shapes, @ForAll long seed) {
        Layout tight = build(shapes, false);
        Layout loose = build(shapes, true);
        long[] one = tight.blank();
        long[] other = loose.blank();
        for (int f = 0; f < shapes.size(); f++) {
            Field field = tight.fields().get(f);
            Random random = new Random(seed + f);
            for (int e = 0; e < field.size(); e++) {
                long value = set(field, one, e, random);
                if (loose.fields().get(f) instanceof LongField any) {
                    any.set(other, e, value);
                } else {
                    ((IntField) loose.fields().get(f)).set(other, e, (int) value);
                }
            }
        }
        assertThat(loose.hash(other)).isEqualTo(tight.hash(one));
    }

    private static void scatter(Layout layout, long[] state, Random random) {
        for (Field field : layout.fields()) {
            for (int e = 0; e < field.size(); e++) {
                if (random.nextInt(3) == 0) {
                    long unused = set(field, state, e, random);
                }
            }
        }
    }

    /** Sets an element to any of its values. */
    private static long set(Field field, long[] state, int element, Random random) {
        if (field instanceof IntField small) {
            int value = random.nextInt(small.bound());
            small.set(state, element, value);
            return value;
        }
        LongField any = (LongField) field;
        // A field's name ends in the number of its values.
        int count = Integer.parseInt(field.name().replaceAll(".*=", ""));
        long value = count == 0 ? random.nextLong() : values(count)[random.nextInt(count)];
        any.set(state, element, value);
        return value;
    }

    private static long get(Field field, long[] state, int element) {
        return field instanceof IntField small ? small.get(state, element) : ((LongField) field).get(state, element);
    }

    private static Layout build(List<Shape> shapes, boolean loose) {
        Layout.Builder b = new Layout.Builder();
        for (int i = 0; i < shapes.size(); i++) {
            Shape shape = shapes.get(i);
            Index[] indices = new Index[shape.indices().size()];
            for (int n = 0; n < indices.length; n++) {
                indices[n] = Index.of("i" + n, shape.indices().get(n));
            }
            String name = "f" + i + "=" + -shape.bound();
            if (shape.bound() > 0) {
                b.number(name, loose ? Integer.MAX_VALUE : shape.bound(), Integer::toString, indices);
            } else {
                b.values(name, loose ? new long[0] : values(-shape.bound()), indices);
            }
        }
        return b.build();
    }

    private static long[] values(int count) {
        return new Random(count).longs(count).toArray();
    }
}
