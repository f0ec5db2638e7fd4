package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.World.HeapCell;
import dev.stalemate.prove.term.Term;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Places that code writes and that are no part of a state, such as a field of the machine. What one step leaves there must not matter to another
 * one, because a proof looks at each step by itself: a place that is read before it is written has a variable of its own, and where a result
 * depends on that variable, the code is refused.
 */
final class Scratch {
    private static final String LEFT = "left in ";

    private final Set<HeapCell> written = new HashSet<>();
    private final Set<HeapCell> read = new HashSet<>();
    private final Map<HeapCell, Value> left = new HashMap<>();

    /** Whether any code writes a place. */
    boolean isWritten(HeapCell cell) {
        return written.contains(cell);
    }

    /** Notes that code reads what a place had when the model was built. */
    void reads(HeapCell cell) {
        read.add(cell);
    }

    /**
     * Notes that code writes a place. Which state a view stands on may be asked before: an earlier state is another object, and nothing else can be
     * found out by it.
     *
     * @throws RefusedException if other code has read it as it was built
     */
    void writes(HeapCell cell, Value value) {
        if (cell.owner() instanceof Ref.Made || cell.owner() instanceof Ref.StateWords) {
            return;
        }
        if (written.add(cell) && read.contains(cell) && !(value instanceof Ref.StateWords)) {
            throw new RefusedException("what is " + LEFT + text(cell) + " is read before it is written", "");
        }
    }

    /** What an earlier step may have left in a place. */
    Value left(HeapCell cell) {
        return left.computeIfAbsent(cell, Scratch::any);
    }

    private static Value any(HeapCell cell) {
        Class<?> type = cell.slot() instanceof Field field
                ? field.getType()
                : cell.owner().getClass().getComponentType();
        if (!type.isPrimitive()) {
            return new Ref.Left(text(cell));
        }
        int width = type == long.class ? Long.SIZE : Integer.SIZE;
        String number = Integer.toHexString(System.identityHashCode(cell.owner()));
        return new Word(Term.variable(LEFT + text(cell) + " of " + number, width));
    }

    private static String text(HeapCell cell) {
        return cell.slot() instanceof Field field
                ? field.getDeclaringClass().getSimpleName() + "." + field.getName()
                : "element " + cell.slot() + " of an array";
    }

    /**
     * Checks that a result does not depend on it.
     *
     * @throws RefusedException if it does
     */
    void check(Result result) {
        if (left.isEmpty()) {
            return;
        }
        check(result.fault());
        if (result.returned() instanceof Word word) {
            check(word.term());
        }
        SymbolicState after = result.after();
        for (var field : after.layout().fields()) {
            for (int e = 0; field.width() > 0 && e < field.size(); e++) {
                check(after.get(field, e));
            }
        }
    }

    private static void check(Term term) {
        for (Term variable : term.variables()) {
            if (variable.name().startsWith(LEFT)) {
                throw new RefusedException("a result depends on what an earlier step has " + variable.name(), "");
            }
        }
    }
}
