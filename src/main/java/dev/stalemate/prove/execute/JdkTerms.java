package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.Invocations.Invocation;
import dev.stalemate.prove.term.Term;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** The JDK's calculations as terms. */
final class JdkTerms {
    private final Arithmetic arithmetic;
    private final Merge merge;

    JdkTerms(Arithmetic arithmetic, Merge merge) {
        this.arithmetic = arithmetic;
        this.merge = merge;
    }

    /** What a static method returns; null if it is none of these. */
    @Nullable
    Value call(Invocation call) {
        if (call.values().isEmpty() || !(call.values().get(0) instanceof Word first)) {
            return null;
        }
        Term a = first.term();
        if (call.values().size() == 1) {
            Term one =
                    switch (call.owner()) {
                        case "java/lang/Integer", "java/lang/Long" -> unary(call.name(), a);
                        case "java/lang/Math" -> call.name().equals("abs") ? abs(a) : null;
                        default -> null;
                    };
            return one == null ? null : new Word(one);
        }
        if (call.values().size() == 2 && call.values().get(1) instanceof Word second) {
            Term two =
                    switch (call.owner()) {
                        case "java/lang/Math" -> chosen(call.name(), a, second.term());
                        case "java/lang/Integer", "java/lang/Long" -> binary(call.name(), a, second.term());
                        case "java/lang/Boolean" -> logical(call.name(), a, second.term());
                        default -> null;
                    };
            return two == null ? null : new Word(two);
        }
        return null;
    }

    private static Term abs(Term a) {
        return Term.ite(a.slt(Term.constant(a.width(), 0)), a.neg(), a);
    }

    private @Nullable Term chosen(String name, Term a, Term b) {
        return switch (name) {
            case "min" -> merge.choose(arithmetic.holds(Opcodes.IFLE, a, b), a, b);
            case "max" -> merge.choose(arithmetic.holds(Opcodes.IFGE, a, b), a, b);
            default -> null;
        };
    }

    private @Nullable Term binary(String name, Term a, Term b) {
        return switch (name) {
            case "min", "max" -> chosen(name, a, b);
            case "sum" -> a.add(b);
            case "compare" -> arithmetic.order(a, b);
            case "compareUnsigned" -> arithmetic.unsignedOrder(a, b);
            default -> null;
        };
    }

    private static @Nullable Term logical(String name, Term a, Term b) {
        return switch (name) {
            case "logicalAnd" -> a.band(b);
            case "logicalOr" -> a.bor(b);
            case "logicalXor" -> a.bxor(b);
            default -> null;
        };
    }

    private static @Nullable Term unary(String name, Term a) {
        int width = a.width();
        return switch (name) {
            case "bitCount" -> {
                Term sum = Term.constant(Integer.SIZE, 0);
                for (int i = 0; i < width; i++) {
                    sum = sum.add(a.extract(i, i).zeroExtend(Integer.SIZE));
                }
                yield sum;
            }
            case "numberOfTrailingZeros" -> {
                Term count = Term.constant(Integer.SIZE, width);
                for (int i = width - 1; i >= 0; i--) {
                    count = Term.ite(isSet(a, i), Term.constant(Integer.SIZE, i), count);
                }
                yield count;
            }
            case "numberOfLeadingZeros" -> {
                Term count = Term.constant(Integer.SIZE, width);
                for (int i = 0; i < width; i++) {
                    count = Term.ite(isSet(a, i), Term.constant(Integer.SIZE, width - 1 - i), count);
                }
                yield count;
            }
            case "lowestOneBit" -> a.band(a.neg());
            case "toUnsignedLong" -> a.zeroExtend(Long.SIZE);
            default -> null;
        };
    }

    private static Term isSet(Term a, int bit) {
        return a.extract(bit, bit).eq(Term.constant(1, 1));
    }
}
