package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/** What the instructions that calculate and compare make of terms (JVMS 17, chapter 6). */
class Arithmetic {
    private static final int BYTE = 8;
    private static final int SHORT = 16;

    /** What an instruction with two operands gives, but for divisions: see {@link #divided}. */
    Term binary(int opcode, Term a, Term b) {
        return switch (opcode) {
            case Opcodes.IADD, Opcodes.LADD -> a.add(b);
            case Opcodes.ISUB, Opcodes.LSUB -> a.sub(b);
            case Opcodes.IMUL, Opcodes.LMUL -> a.mul(b);
            case Opcodes.IAND, Opcodes.LAND -> a.band(b);
            case Opcodes.IOR, Opcodes.LOR -> a.bor(b);
            case Opcodes.IXOR, Opcodes.LXOR -> a.bxor(b);
            case Opcodes.ISHL, Opcodes.LSHL -> a.shl(amount(a, b));
            case Opcodes.ISHR, Opcodes.LSHR -> a.ashr(amount(a, b));
            case Opcodes.IUSHR, Opcodes.LUSHR -> a.lshr(amount(a, b));
            default -> throw new IllegalArgumentException("not an instruction with two operands: " + opcode);
        };
    }

    /** A shift counts only the low five or six bits of its amount, which is always an int. */
    Term amount(Term shifted, Term by) {
        int width = shifted.width();
        Term low = by.band(Term.constant(by.width(), width - 1));
        return width == by.width() ? low : width < by.width() ? low.extract(width - 1, 0) : low.zeroExtend(width);
    }

    /**
     * A quotient or a remainder, rounded towards zero; null if the divisor is no power of two that is known.
     *
     * @param remainder whether the remainder is asked
     */
    @Nullable
    Term divided(Term a, Term b, boolean remainder) {
        if (!b.isConstant() || Long.bitCount(b.value()) != 1 || b.value() == 1L << (b.width() - 1)) {
            return null;
        }
        int shift = Long.numberOfTrailingZeros(b.value());
        Term zero = Term.constant(a.width(), 0);
        Term mask = b.sub(Term.constant(b.width(), 1));
        Term negative = a.slt(zero);
        Term quotient = Term.ite(negative, a.add(mask), a).ashr(Term.constant(a.width(), shift));
        return remainder ? a.sub(quotient.shl(Term.constant(a.width(), shift))) : quotient;
    }

    /** What a conversion gives. */
    Term converted(int opcode, Term a) {
        return switch (opcode) {
            case Opcodes.I2L -> widened(a);
            case Opcodes.L2I -> a.extract(Integer.SIZE - 1, 0);
            case Opcodes.I2B -> a.extract(BYTE - 1, 0).signExtend(Integer.SIZE);
            case Opcodes.I2S -> a.extract(SHORT - 1, 0).signExtend(Integer.SIZE);
            case Opcodes.I2C -> a.extract(SHORT - 1, 0).zeroExtend(Integer.SIZE);
            case Opcodes.INEG, Opcodes.LNEG -> a.neg();
            default -> throw new IllegalArgumentException("not a conversion: " + opcode);
        };
    }

    /** An int as a long. */
    Term widened(Term a) {
        return a.signExtend(Long.SIZE);
    }

    /** Where a branch is taken that compares two numbers, or one with zero. */
    Term holds(int opcode, Term a, Term b) {
        return switch (opcode) {
            case Opcodes.IFEQ, Opcodes.IF_ICMPEQ -> a.eq(b);
            case Opcodes.IFNE, Opcodes.IF_ICMPNE -> a.ne(b);
            case Opcodes.IFLT, Opcodes.IF_ICMPLT -> a.slt(b);
            case Opcodes.IFGE, Opcodes.IF_ICMPGE -> b.sle(a);
            case Opcodes.IFGT, Opcodes.IF_ICMPGT -> b.slt(a);
            case Opcodes.IFLE, Opcodes.IF_ICMPLE -> a.sle(b);
            default -> throw new IllegalArgumentException("not a comparison: " + opcode);
        };
    }

    /** Where a switch goes to the arm of a number. */
    Term arm(Term key, int of) {
        return key.eq(number(of));
    }

    /** Where an unsigned number is below another. */
    Term below(Term a, Term b) {
        return a.ult(b);
    }

    /** -1, 0 or 1: how two numbers compare. */
    Term order(Term a, Term b) {
        return Term.ite(holds(Opcodes.IFLT, a, b), number(-1), Term.ite(a.eq(b), number(0), number(1)));
    }

    /** The same without signs. */
    Term unsignedOrder(Term a, Term b) {
        return Term.ite(below(a, b), number(-1), Term.ite(a.eq(b), number(0), number(1)));
    }

    private static Term number(int value) {
        return Term.constant(Integer.SIZE, value);
    }
}
