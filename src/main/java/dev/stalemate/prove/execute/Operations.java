package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Op;
import dev.stalemate.prove.term.Term;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** The instructions that only move values between operands and local variables, or calculate. */
final class Operations {
    private static final int MOST_FACTOR = 4096;

    private final Arithmetic arithmetic;
    private final SmallTerms small;
    private final ClassFiles files;

    Operations(Arithmetic arithmetic, SmallTerms small, ClassFiles files) {
        this.small = small;
        this.arithmetic = arithmetic;
        this.files = files;
    }

    /** Executes an instruction; false if it is none of these. */
    boolean run(Frame f, World world, AbstractInsnNode node) {
        int opcode = node.getOpcode();
        return constant(f, node, opcode) || variable(f, world, node, opcode) || stack(f, opcode) || number(f, opcode);
    }

    private boolean constant(Frame f, AbstractInsnNode node, int opcode) {
        if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
            f.push(Word.of(opcode - Opcodes.ICONST_0));
        } else if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) {
            f.push(Word.of((long) (opcode - Opcodes.LCONST_0)));
        } else if (opcode == Opcodes.ACONST_NULL) {
            f.push(Ref.NULL);
        } else if (opcode == Opcodes.BIPUSH || opcode == Opcodes.SIPUSH) {
            f.push(Word.of(((IntInsnNode) node).operand));
        } else if (opcode == Opcodes.LDC) {
            f.push(loaded(f, ((LdcInsnNode) node).cst));
        } else {
            return opcode == Opcodes.NOP;
        }
        return true;
    }

    private Value loaded(Frame f, Object constant) {
        if (constant instanceof Integer number) {
            return Word.of(number.intValue());
        } else if (constant instanceof Long number) {
            return Word.of(number.longValue());
        } else if (constant instanceof String text) {
            return Ref.to(text);
        } else if (constant instanceof Type type && type.getSort() != Type.METHOD) {
            return Ref.to(files.of(type));
        }
        throw new RefusedException("a constant of " + constant.getClass().getSimpleName() + " is no number", f.place());
    }

    private boolean variable(Frame f, World world, AbstractInsnNode node, int opcode) {
        switch (opcode) {
            case Opcodes.ILOAD, Opcodes.LLOAD, Opcodes.ALOAD -> f.push(world.known(f.local(((VarInsnNode) node).var)));
            case Opcodes.ISTORE, Opcodes.LSTORE, Opcodes.ASTORE -> f.local(((VarInsnNode) node).var, f.pop());
            case Opcodes.IINC -> {
                IincInsnNode more = (IincInsnNode) node;
                if (!(f.local(more.var) instanceof Word word)) {
                    throw new RefusedException("an object is used as a number", f.place());
                }
                Term by = Term.constant(Integer.SIZE, more.incr);
                if (Math.abs(more.incr) > 1) {
                    CallPath.met(f, word.term(), by);
                }
                f.local(more.var, new Word(arithmetic.binary(Opcodes.IADD, word.term(), by)));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isWide(Value value) {
        return value instanceof Word word && word.isLong();
    }

    private boolean stack(Frame f, int opcode) {
        switch (opcode) {
            case Opcodes.POP -> f.drop();
            case Opcodes.POP2 -> {
                if (!isWide(f.pop())) {
                    f.drop();
                }
            }
            case Opcodes.DUP -> under(f, 1, 0);
            case Opcodes.DUP_X1 -> under(f, 1, 1);
            case Opcodes.DUP_X2 -> under(f, 1, 2);
            case Opcodes.DUP2 -> under(f, 2, 0);
            case Opcodes.DUP2_X1 -> under(f, 2, 1);
            case Opcodes.DUP2_X2 -> under(f, 2, 2);
            case Opcodes.SWAP -> {
                Value one = f.pop();
                Value other = f.pop();
                f.push(one);
                f.push(other);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Copies the values that take some words on top of the stack under those that take some more; a long takes two. */
    private static void under(Frame f, int words, int skipped) {
        Value[] top = popWords(f, words);
        Value[] over = popWords(f, skipped);
        pushAll(f, top);
        pushAll(f, over);
        pushAll(f, top);
    }

    private static Value[] popWords(Frame f, int words) {
        if (words == 0) {
            return new Value[0];
        }
        Value first = f.pop();
        return words == 1 || isWide(first) ? new Value[] {first} : new Value[] {f.pop(), first};
    }

    private static void pushAll(Frame f, Value[] values) {
        for (Value value : values) {
            f.push(value);
        }
    }

    private boolean number(Frame f, int opcode) {
        switch (opcode) {
            case Opcodes.I2L, Opcodes.L2I, Opcodes.I2B, Opcodes.I2S, Opcodes.I2C, Opcodes.INEG, Opcodes.LNEG ->
                convert(f, opcode);
            case Opcodes.LCMP -> {
                Term b = f.popTerm();
                Term a = f.popTerm();
                CallPath.met(f, a, b);
                f.push(new Word(arithmetic.order(a, b)));
            }
            case Opcodes.IADD, Opcodes.LADD, Opcodes.ISUB, Opcodes.LSUB, Opcodes.IMUL, Opcodes.LMUL ->
                binary(f, opcode);
            case Opcodes.IAND, Opcodes.LAND, Opcodes.IOR, Opcodes.LOR, Opcodes.IXOR, Opcodes.LXOR -> binary(f, opcode);
            case Opcodes.ISHL, Opcodes.LSHL, Opcodes.ISHR, Opcodes.LSHR, Opcodes.IUSHR, Opcodes.LUSHR ->
                binary(f, opcode);
            case Opcodes.IDIV, Opcodes.LDIV -> divide(f, false);
            case Opcodes.IREM, Opcodes.LREM -> divide(f, true);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void convert(Frame f, int opcode) {
        Term a = f.popTerm();
        if (opcode != Opcodes.I2L && opcode != Opcodes.L2I) {
            CallPath.taken(f, a);
        }
        f.push(new Word(arithmetic.converted(opcode, a)));
    }

    private void binary(Frame f, int opcode) {
        Term b = f.popTerm();
        Term a = f.popTerm();
        meet(f, opcode, a, b);
        f.push(new Word(arithmetic.binary(opcode, a, b)));
    }

    /** Notes the operands. A small factor leads from the number of a row to that of its first element. */
    private static void meet(Frame f, int opcode, Term a, Term b) {
        switch (opcode) {
            case Opcodes.IADD, Opcodes.LADD -> CallPath.met(f, a, b);
            case Opcodes.ISUB, Opcodes.LSUB -> {
                CallPath.met(f, a, b);
                if (!a.isConstant() && (isLess(a) || !b.equals(Term.constant(b.width(), 1)))) {
                    CallPath.taken(f, a); // the bound of what is left is not known
                }
            }
            case Opcodes.IMUL, Opcodes.LMUL -> {
                if (isLarge(a) || isLarge(b)) {
                    CallPath.met(f, a, b);
                }
            }
            default -> {
                CallPath.taken(f, a);
                CallPath.taken(f, b);
            }
        }
    }

    /** Whether something was taken away from a number already. */
    private static boolean isLess(Term term) {
        return term.op() == Op.ADD && term.arguments().stream().anyMatch(part -> part.isConstant() && isLarge(part));
    }

    private static boolean isLarge(Term term) {
        return term.isConstant() && (term.value() < 0 || term.value() > MOST_FACTOR);
    }

    private void divide(Frame f, boolean remainder) {
        Term b = f.popTerm();
        Term a = f.popTerm();
        if (remainder) {
            CallPath.met(f, a, b);
        }
        if (!remainder || b.isConstant()) {
            CallPath.taken(f, a);
        }
        Term result = b.isConstant() && b.value() != 0
                ? small.mapped(a, x -> known(a.width(), x, b.value(), remainder))
                : null;
        result = result == null ? arithmetic.divided(a, b, remainder) : result;
        if (result == null) {
            throw new RefusedException(
                    "a division is no term: of a number with many values, by no known power of two", f.place());
        }
        f.push(new Word(result));
    }

    private static long known(int width, long a, long b, boolean remainder) {
        if (width == Integer.SIZE) {
            return remainder ? (int) a % (int) b : (int) a / (int) b;
        }
        return remainder ? a % b : a / b;
    }
}
