package dev.stalemate.toy;

import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.model.Model;
import dev.stalemate.trace.Trace;
import java.util.List;

/** Runs of the broken mutex. */
public final class Runs {
    private Runs() {}

    /** The broken mutex at the small scope. */
    public static Model broken() {
        Mutex mutex = new Mutex();
        return mutex.model(Mutex.Way.BROKEN, mutex.scope("small"));
    }

    /** A run of a model, each step as its action and arguments with blanks between. */
    public static Trace run(Model model, String... steps) {
        return Trace.replay(
                model,
                List.of(steps).stream()
                        .map(s -> List.of(s.split(" ", -1)))
                        .map(words -> model.step(words.get(0), words.subList(1, words.size())))
                        .toList());
    }

    /** Both enter, by the shortest way. */
    public static Trace bothEnter() {
        return run(broken(), "want 0", "want 1", "enter 0", "enter 1");
    }

    /** Both enter, after steps that don't matter. */
    public static Trace bothEnterSlowly() {
        return run(broken(), "want 0", "enter 0", "leave 0", "want 1", "want 0", "enter 0", "enter 1");
    }

    /** What is saved of a run. */
    public static Counterexample saved(Trace trace) {
        return Counterexample.of(trace, trace.model().law("exclusive"), "M1b", new Found("random", 7L, "0.1.0"), true);
    }
}
