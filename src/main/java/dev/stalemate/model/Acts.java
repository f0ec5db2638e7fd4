package dev.stalemate.model;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Act.Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * What a design does in a step, told by the model's own code as it does it. A search does not listen: then {@link #on} is false, and a system
 * tells nothing, so that a step allocates nothing.
 *
 * <p>A system takes this from its {@link Layout.Builder#acts}, and tells in each place where its design decides something, whatever it
 * decides: what is zapped, flushed, marked, written, sent or locked, or that nothing is.
 */
public final class Acts {
    private final List<Act> told = new ArrayList<>();
    private final List<Beside> parts = new ArrayList<>();
    private boolean on;

    /** What is told of one of two designs that run side by side. */
    private record Beside(Acts acts, String prefix) {}

    /** Of two layouts in one: what is told to either is told here, of the second with a prefix and without its entries. */
    static Acts beside(Acts one, Acts other, String prefix) {
        Acts both = new Acts();
        both.parts.add(new Beside(one, ""));
        both.parts.add(new Beside(other, prefix));
        return both;
    }

    /** Whether anybody listens. Ask before you make words. */
    public boolean on() {
        return on;
    }

    /**
     * Tells what a function decided.
     *
     * @param function as the code has it, with brackets
     * @param decided what it did, in words that follow the function's name and a colon
     */
    public void did(String function, String decided) {
        told.add(new Act(function, decided, ImmutableList.of(), false));
    }

    /** The same of what is no decision: a lock is taken or released, memory is allocated, a wait is over. */
    public void routine(String function, String what) {
        told.add(new Act(function, what, ImmutableList.of(), true));
    }

    /**
     * Tells of an entry that the function which was told of last could have given another value.
     *
     * @throws IllegalStateException if no function was told of
     */
    public void could(Field field, int element) {
        left(field, element, "");
    }

    /**
     * The same, with the reason why it left the entry as it is: what it looked at.
     *
     * @throws IllegalStateException if no function was told of
     */
    public void left(Field field, int element, String why) {
        if (told.isEmpty()) {
            throw new IllegalStateException("no function has left " + field.elementName(element));
        }
        Act last = told.remove(told.size() - 1);
        ImmutableList<Choice> could = ImmutableList.<Choice>builder()
                .addAll(last.could())
                .add(new Choice(field, element, why))
                .build();
        told.add(new Act(last.function(), last.decided(), could, last.routine()));
    }

    /** What is told while something runs, in order. */
    public ImmutableList<Act> during(Runnable step) {
        listen(true);
        try {
            step.run();
            return taken();
        } finally {
            listen(false);
        }
    }

    private void listen(boolean listening) {
        on = listening;
        told.clear();
        parts.forEach(part -> part.acts.listen(listening));
    }

    private ImmutableList<Act> taken() {
        ImmutableList.Builder<Act> all = ImmutableList.<Act>builder().addAll(told);
        for (Beside part : parts) {
            for (Act act : part.acts.taken()) {
                all.add(
                        part.prefix.isEmpty()
                                ? act
                                : new Act(
                                        part.prefix + act.function(),
                                        act.decided(),
                                        ImmutableList.of(),
                                        act.routine()));
            }
        }
        return all.build();
    }
}
