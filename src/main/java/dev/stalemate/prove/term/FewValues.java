package dev.stalemate.prove.term;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which values a bit-vector can have at all, where these are seen to be few: a choice of choices of constants, and what is made of them. */
final class FewValues {
    private static final int MOST = 16;

    private FewValues() {}

    /** The values in order; null if there may be many. Some that a term never has may be among them, none is left out. */
    static long @Nullable [] of(TermShape shape) {
        int width = shape.width;
        if (width == Term.BOOL) {
            return null;
        }
        Term[] args = shape.arguments;
        return switch (shape.op) {
            case CONSTANT -> new long[] {shape.value};
            case ITE -> both(args[1].fewValues(), args[2].fewValues());
            case EXTRACT -> {
                long[] of = args[0].fewValues();
                yield of == null
                        ? null
                        : sorted(LongStream.of(of).map(value -> value >>> shape.value & Term.mask(width)));
            }
            case CONCAT -> joined(args);
            case BAND, BOR, BXOR, ADD, SUB, SHL, LSHR -> of(shape.op, width, args[0].fewValues(), args[1].fewValues());
            default -> null;
        };
    }

    private static long @Nullable [] both(long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null) {
            return null;
        }
        return Arrays.equals(a, b) ? a : sorted(LongStream.concat(LongStream.of(a), LongStream.of(b)));
    }

    private static long @Nullable [] joined(Term[] parts) {
        long[] all = {0};
        for (Term part : parts) {
            long[] low = part.fewValues();
            if (low == null || all.length * low.length > MOST) {
                return null;
            }
            int width = part.width();
            // Only the first part can be 64 bits wide, and then it is alone.
            all = LongStream.of(all)
                    .flatMap(high -> LongStream.of(low).map(value -> high << width | value))
                    .toArray();
        }
        return sorted(LongStream.of(all));
    }

    private static long @Nullable [] of(Op op, int width, long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null || a.length * b.length > MOST) {
            return null;
        }
        return sorted(LongStream.of(a)
                .flatMap(one -> LongStream.of(b).map(other -> Meaning.of(op, width, one, other) & Term.mask(width))));
    }

    private static long @Nullable [] sorted(LongStream values) {
        long[] all = values.sorted().distinct().toArray();
        return all.length > MOST ? null : all;
    }

    /** Whether no value of the one is one of the other's. */
    static boolean areApart(Term a, Term b) {
        long[] of = a.fewValues();
        long[] others = b.fewValues();
        return of != null
                && others != null
                && LongStream.of(of).noneMatch(value -> Arrays.binarySearch(others, value) >= 0);
    }

    /** Whether all values are such. */
    static boolean all(Term term, LongPredicate test) {
        long[] of = term.fewValues();
        return of != null && LongStream.of(of).allMatch(test);
    }
}
