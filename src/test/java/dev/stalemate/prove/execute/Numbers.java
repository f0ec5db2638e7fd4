package dev.stalemate.prove.execute;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.NamedDesign;
import dev.stalemate.model.Scope;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A model whose actions do what real ones do with numbers and objects, each thing by itself. */
final class Numbers {
    private static final Index PLACE = Index.of("place", 4);
    private static final int[] TABLE = {3, 1, 4, 1, 5, 9};

    private final LongField wide;
    private final LongField result;
    private final IntField small;
    private final IntField flags;
    private final IntField sums;
    private final Layout layout;
    private final Scratch scratch = new Scratch();
    private final List<Shape> shapes = List.of(new Square(3), new Circle(), new Square(5));

    /** What code uses on its way. */
    private static final class Scratch {
        private int number;
        private long[] words = new long[2];
        private @Nullable Shape shape;
    }

    /** There is one design. */
    private static final class Any extends NamedDesign {
        private Any() {
            super("any", "any");
        }
    }

    private enum Colour {
        RED,
        GREEN,
        BLUE;

        private static final Colour[] ALL = values();
    }

    private interface Shape {
        int area(int scale);

        default int twice(int scale) {
            return 2 * area(scale);
        }
    }

    private record Square(int side) implements Shape {
        @Override
        public int area(int scale) {
            return side * side * scale;
        }
    }

    private static final class Circle implements Shape {
        @Override
        public int area(int scale) {
            return 3 + scale;
        }

        @Override
        public int twice(int scale) {
            return 7;
        }
    }

    Numbers() {
        Layout.Builder b = new Layout.Builder();
        wide = b.values("wide", new long[0]);
        result = b.values("result", new long[0]);
        small = b.number("small", 6, Integer::toString, PLACE);
        flags = b.flag("flag", PLACE);
        sums = b.number("sum", 200, Integer::toString);
        layout = b.build();
    }

    /** All of it, or one action alone. */
    Model model(String only) {
        Domain anyLong = Domain.wide(new Domain.Wide(
                value -> true, random -> random.nextLong() >> random.nextInt(Long.SIZE), value -> List.of()));
        List<Action> all = List.of(
                action("write").over("value", anyLong).then((s, a) -> wide.set(s, 0, a[0])),
                action("choose")
                        .over(PLACE)
                        .over("value", Domain.hex(0, 1, 2, 3, 4, 5))
                        .then((s, a) -> small.set(s, (int) a[0], (int) a[1])),
                action("shift").over(PLACE).then(this::shift),
                action("compare").then(this::compare),
                action("widen").then((s, a) -> result.set(s, 0, (int) wide.get(s, 0) + 1L)),
                action("switch").over(PLACE).then((s, a) -> sums.set(s, 0, arm(small.get(s, (int) a[0])))),
                action("look-up").then((s, a) -> sums.set(s, 0, TABLE[small.get(s, small.get(s, 0) & 3)])),
                action("loop").then((s, a) -> sums.set(s, 0, loop(s))),
                action("return").then((s, a) -> sums.set(s, 0, firstFlag(s))),
                action("remember").then(this::remember),
                action("words").then(this::words),
                action("objects").then(this::objects),
                action("colours").then((s, a) -> sums.set(s, 0, colour(Colour.ALL[small.get(s, 1) % 3]))),
                action("functions").then((s, a) -> sums.set(s, 0, applied(s, small.get(s, 2)))),
                action("throw")
                        .when((s, a) -> 12 / divisor(s) > 2 || flags.is(s, 0))
                        .then((s, a) -> small.set(s, 1, small.get(s, 0) + 2)));
        Law law = Law.always("sum-is-small", Breaks.SPEED, "sums are small")
                .where(PLACE.any(flags::is))
                .holds(s -> sums.get(s, 0) < 150 || (int) (wide.get(s, 0) >>> 40) < 0);
        Invariant invariant = Invariant.of("flag-or-small", "a flag or a small number")
                .each(PLACE)
                .some(PLACE)
                .holds((s, one, other) -> flags.is(s, one) || small.get(s, other) > one);
        return builder()
                .layout(layout)
                .actions(all.stream()
                        .filter(each -> only.isEmpty() || each.name().equals(only))
                        .toList())
                .laws(only.isEmpty() ? List.of(law) : List.of())
                .invariants(only.isEmpty() ? List.of(invariant) : List.of())
                .build();
    }

    /** A model of another layout, without any action. */
    static Model around(Layout layout) {
        return builder().layout(layout).build();
    }

    private static Model.Builder builder() {
        return new Model.Builder("numbers", new Any(), Scope.of("small", List.of()));
    }

    private static Action.Builder action(String name) {
        return Action.named(name);
    }

    private void shift(long[] s, long[] a) {
        long value = wide.get(s, 0);
        int by = small.get(s, (int) a[0]) * 13;
        result.set(s, 0, (value << by) ^ (value >> by) ^ (value >>> (by + 1)) ^ ((int) value >> by));
    }

    private void compare(long[] s, long[] a) {
        long one = wide.get(s, 0);
        long other = result.get(s, 0);
        flags.set(s, 0, one < other ? 1 : 0);
        flags.set(s, 1, Long.compareUnsigned(one, other) < 0 ? 1 : 0);
        flags.set(s, 2, (byte) one > (short) other ? 1 : 0);
        flags.set(s, 3, (one & 0xFF) == (other & 0xFF) || (char) one <= (int) other ? 1 : 0);
        result.set(s, 0, Math.max(one, -other) - Math.min(one, other) * 3);
    }

    @SuppressWarnings("StatementSwitchToExpressionSwitch") // both kinds have code of their own
    private static int arm(int of) {
        switch (of) {
            case 0:
                return 10;
            case 1:
            case 2:
                return 20;
            case 4:
                return 40;
            default:
                return switch (of * 100) {
                    case 300 -> 33;
                    case 500 -> 55;
                    default -> throw new IllegalStateException("no arm for " + of);
                };
        }
    }

    private int loop(long[] s) {
        int sum = 0;
        for (int i = 0; i < PLACE.size(); i++) {
            if (flags.is(s, i)) {
                sum += 50;
                continue;
            }
            sum += small.get(s, i);
        }
        return sum > 199 ? 199 : sum;
    }

    private int firstFlag(long[] s) {
        for (int i = 0; i < PLACE.size(); i++) {
            if (flags.is(s, i)) {
                return i + 100;
            }
        }
        return Long.bitCount(wide.get(s, 0)) + Long.numberOfTrailingZeros(wide.get(s, 0));
    }

    private void remember(long[] s, long[] a) {
        scratch.number = small.get(s, 0);
        if (flags.is(s, 0)) {
            scratch.number += 7;
        }
        sums.set(s, 0, scratch.number);
    }

    private void words(long[] s, long[] a) {
        long[] words = scratch.words;
        words[0] = wide.get(s, 0);
        words[1] = 5;
        words[flags.get(s, 1)] = 9;
        long[] copy = words.clone();
        copy[1] += words[0];
        small.set(s, small.get(s, 0) & 3, 2);
        result.set(s, 0, copy[1] * 2 + copy[0]);
    }

    private void objects(long[] s, long[] a) {
        Shape shape = shapes.get(small.get(s, 0) % 3);
        if (flags.is(s, 2)) {
            shape = new Square(small.get(s, 1));
        }
        scratch.shape = flags.is(s, 3) ? shape : null;
        int extra = shape instanceof Square square && square.equals(new Square(3)) ? 1 : 0;
        sums.set(s, 0, shape.twice(1) + extra + (scratch.shape == null ? 0 : 100));
    }

    @SuppressWarnings("EnumOrdinal") // that it is executed is what is tried
    private static int colour(Colour colour) {
        return switch (colour) {
            case RED -> 1;
            case GREEN -> colour.ordinal() + 5;
            case BLUE -> colour == Colour.BLUE ? 8 : 9;
        };
    }

    private int applied(long[] s, int to) {
        int more = small.get(s, 3);
        IntUnaryOperator add = x -> x + more;
        IntUnaryOperator chosen = flags.is(s, 0) ? add : add.andThen(x -> x * 2);
        return chosen.applyAsInt(to);
    }

    private int divisor(long[] s) {
        if (small.get(s, 0) == 5) {
            throw new ArithmeticException("five");
        }
        return 4;
    }
}
