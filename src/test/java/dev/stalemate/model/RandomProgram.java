package dev.stalemate.model;

import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that run through instructions over a few shared variables, given by tables; what a step reads and writes is known from the
 * tables, and declared.
 *
 * @param variables how many shared variables there are
 * @param threads for each thread its instructions, by its program counter; the counter's last value is past them
 * @param demands the properties
 */
public record RandomProgram(int variables, List<List<Instruction>> threads, List<Demand> demands) {
    /** How many values a variable has. */
    public static final int VALUES = 3;

    /** Whether a variable's value is among some. */
    public record Test(int variable, int among) {
        boolean passes(long[] state, IntField shared) {
            return (among >> shared.get(state, variable % shared.size()) & 1) == 1;
        }
    }

    /**
     * An instruction: waits until all tests pass, computes a variable from another, and goes on.
     *
     * @param waits what it waits for
     * @param target the variable that it writes
     * @param source the variable that it computes that from
     * @param plus what it adds
     * @param next where the thread goes on, or {@link #NEXT}
     * @param kind what of this it does
     */
    public record Instruction(List<Test> waits, int target, int source, int plus, int next, Kind kind) {
        /** For {@code next}: the place after this. */
        static final int NEXT = -1;

        int goesTo(int place, IntField pc) {
            return (next == NEXT ? place + 1 : next) % pc.bound();
        }
    }

    /** What an instruction does. */
    public enum Kind {
        /** Computes, and declares where the program counter goes from here. */
        COMPUTES,
        /** Computes, and declares only that it reads the program counter. */
        COMPUTES_UNSAID,
        /** Goes on without computing. */
        GOES_ON,
        /** Computes, and declares nothing. */
        UNDECLARED
    }

    /** A property: where a thread is at a place, not all tests may pass (ALWAYS), or some state passes them (SOMETIMES). */
    public record Demand(boolean always, int thread, int place, List<Test> tests) {}

    /** The same program in the tool's terms. */
    public Model model() {
        Layout.Builder b = new Layout.Builder();
        IntField shared = b.number("shared", VALUES, Integer::toString, Index.of("variable", variables));
        List<IntField> counters = new ArrayList<>();
        List<Action> actions = new ArrayList<>();
        for (int t = 0; t < threads.size(); t++) {
            List<Instruction> program = threads.get(t);
            IntField pc = b.number("pc" + t, program.size() + 1, Integer::toString);
            counters.add(pc);
            for (int i = 0; i < program.size(); i++) {
                actions.add(action("thread-" + t + "-at-" + i, program.get(i), i, pc, shared));
            }
        }
        return Toys.model(
                b,
                actions,
                demands.stream()
                        .map(l -> law(l, demands.indexOf(l), counters, shared))
                        .toArray(Law[]::new));
    }

    private static Action action(String name, Instruction it, int place, IntField pc, IntField shared) {
        int target = it.target() % shared.size();
        int source = it.source() % shared.size();
        boolean computes = it.kind() != Kind.GOES_ON;
        return Action.named(name)
                .when((s, a) -> pc.get(s, 0) == place && it.waits().stream().allMatch(w -> w.passes(s, shared)))
                .touching((args, t) -> declare(t, it, place, pc, shared))
                .then((s, a) -> {
                    if (computes) {
                        shared.set(s, target, (shared.get(s, source) + it.plus()) % VALUES);
                    }
                    pc.set(s, 0, it.goesTo(place, pc));
                });
    }

    private static void declare(Footprint t, Instruction it, int place, IntField pc, IntField shared) {
        if (it.kind() == Kind.UNDECLARED) {
            t.everything();
            return;
        }
        if (it.kind() == Kind.COMPUTES_UNSAID) {
            t.reads(pc, 0);
        } else {
            t.moves(pc, 0, place, it.goesTo(place, pc));
        }
        it.waits().forEach(w -> t.reads(shared, w.variable() % shared.size()));
        t.writes(pc, 0);
        if (it.kind() != Kind.GOES_ON) {
            t.effectReads(shared, it.source() % shared.size()).writes(shared, it.target() % shared.size());
        }
    }

    private static Law law(Demand demand, int number, List<IntField> counters, IntField shared) {
        IntField pc = counters.get(demand.thread() % counters.size());
        Law.Condition there = s -> pc.get(s, 0) == demand.place() % pc.bound();
        Law.Condition tests = s -> demand.tests().stream().allMatch(t -> t.passes(s, shared));
        String name = "demand-" + number;
        Law law = demand.always()
                ? Law.always(name, Breaks.COHERENCE, "not all tests pass", there, s -> !tests.test(s))
                : Law.sometimes(name, Breaks.SPEED, "all tests pass there", s -> there.test(s) && tests.test(s));
        return law.reading(f -> {
            f.tells(pc, 0, demand.place() % pc.bound());
            demand.tests().forEach(t -> f.reads(shared, t.variable() % shared.size()));
        });
    }
}
