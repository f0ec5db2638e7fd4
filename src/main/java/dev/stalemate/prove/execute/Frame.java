package dev.stalemate.prove.execute;

import dev.stalemate.prove.term.Term;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/** A call of a method on its way: its local variables, its operands, and where it is. */
final class Frame {
    private static final int MOST_PLACES = 6;

    final MethodCode code;
    final @Nullable Frame caller;
    /** The calls that led here, and what numbers they have met; null for {@link #root}. */
    final @Nullable CallPath path;

    private final @Nullable Value[] locals;
    private final @Nullable Value[] stack;
    private int top;
    /** The instruction that is next; {@link PostDominators#END} once it has returned. */
    int next;
    /** An exception was thrown, on every way. */
    boolean dead;

    @Nullable
    Value result;
    /** How many ways in a row have parted here, each on one way of the last: a loop that no constant ends. */
    int parted;

    Frame(MethodCode code, @Nullable Frame caller, @Nullable CallPath path) {
        this.code = code;
        this.caller = caller;
        this.path = path;
        this.locals = new Value[code.maxLocals];
        this.stack = new Value[code.maxStack];
    }

    /** Where calls come from that no code makes. */
    static Frame root() {
        MethodNode none = new MethodNode(Opcodes.ACC_STATIC, "", "()V", null, null);
        return new Frame(new MethodCode("", "", none), null, null);
    }

    private Frame(Frame from) {
        code = from.code;
        caller = from.caller;
        path = from.path;
        locals = from.locals.clone();
        stack = from.stack.clone();
        top = from.top;
        next = from.next;
        parted = from.parted;
    }

    /** The same call, to go on another way. */
    Frame fork() {
        return new Frame(this);
    }

    /** Is where another fork of it has come to. */
    void adopt(Frame fork) {
        System.arraycopy(fork.locals, 0, locals, 0, locals.length);
        System.arraycopy(fork.stack, 0, stack, 0, stack.length);
        top = fork.top;
        next = fork.next;
        dead = fork.dead;
        result = fork.result;
    }

    /** Is where two forks of it have met. */
    void meet(Merging both, Frame then, Frame otherwise) {
        for (int i = 0; i < locals.length; i++) {
            locals[i] = both.merged(then.locals[i], otherwise.locals[i]);
        }
        if (then.top != otherwise.top) {
            throw new IllegalStateException("ways of " + code.name + " meet with different stacks");
        }
        top = then.top;
        for (int i = 0; i < top; i++) {
            stack[i] = both.merged(then.stack[i], otherwise.stack[i]);
        }
        next = then.next;
        result = both.merged(then.result, otherwise.result);
    }

    /** Makes one value of two; null if neither is ever used. */
    interface Merging {
        @Nullable
        Value merged(@Nullable Value then, @Nullable Value otherwise);
    }

    /** Whether it has returned, or ended with an exception. */
    boolean isOver() {
        return dead || next == PostDominators.END;
    }

    void push(Value value) {
        stack[top++] = value;
    }

    Value pop() {
        Value value = stack[--top];
        stack[top] = null;
        if (value == null) {
            throw new RefusedException("a value is used that is a number on one way and an object on another", place());
        }
        return value;
    }

    /** Takes away the top of the stack, whatever it is. */
    void drop() {
        stack[--top] = null;
    }

    Term popTerm() {
        return popWord().term();
    }

    Word popWord() {
        if (pop() instanceof Word word) {
            return word;
        }
        throw new RefusedException("an object is used as a number", place());
    }

    Ref popRef() {
        if (pop() instanceof Ref ref) {
            return ref;
        }
        throw new RefusedException("a number is used as an object", place());
    }

    Value local(int index) {
        Value value = locals[index];
        if (value == null) {
            throw new RefusedException("a variable is used that is set on one way and not on another", place());
        }
        return value;
    }

    void local(int index, Value value) {
        locals[index] = value;
        if (value instanceof Word word && word.isLong() && index + 1 < locals.length) {
            locals[index + 1] = null;
        }
    }

    /** The file, line and method of what is executed, and of its callers, the innermost first. */
    String place() {
        StringBuilder places = new StringBuilder();
        int count = 0;
        for (Frame frame = this; frame.caller != null && count < MOST_PLACES; frame = frame.caller) {
            places.append(count++ == 0 ? "" : " < ").append(frame.code.place(frame.next));
        }
        return places.toString();
    }
}
