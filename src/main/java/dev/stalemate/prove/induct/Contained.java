package dev.stalemate.prove.induct;

import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Parameter;
import dev.stalemate.model.AnyAddresses;
import dev.stalemate.model.Field;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Law;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.StateKey;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.induct.SeenAs.Choice;
import dev.stalemate.prove.induct.SeenAs.Unseen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Whether the machine of a claim's own scope is one of those that its proof is about. The proof's model is built with as many vCPUs and frames as
 * the claim has, and gets its addresses. Then each action of the claim must be there with each of its arguments; the initial state, seen as one
 * of the proof's, must satisfy what the induction rests on; each step from states that are reached must be one of the proof's, to the same
 * state; and the law must not say more.
 */
final class Contained {
    /** What its line in a report is about. */
    static final String SCOPE = "scope";

    /** How many states are looked at before random ones are. */
    private static final int STATES = 1000;

    /** States of which the law is compared. */
    private static final int RANDOM = 500;

    private static final int KINDS = 8;
    /** Values of a register that has too many. */
    private static final int DRAWN = 4;

    private final Setup setup;
    private final Model claimed;
    private final Model proved;
    private final SeenAs seen;
    private final StepsSeen there;
    private final Law law;
    private final Law same;
    private long steps;

    private Contained(Setup setup, Model claimed, Model proved, Choice choice) throws Unseen {
        this.setup = setup;
        this.claimed = claimed;
        this.proved = proved;
        this.seen = new SeenAs(setup.system(), claimed, proved, choice);
        this.there = new StepsSeen(proved, seen);
        this.law = claimed.law(setup.claim().law());
        this.same = proved.law(setup.claim().law());
    }

    /** A line that tells it. */
    static CutOff compared(Setup setup) {
        return compared(setup, STATES);
    }

    /**
     * The same with another number of states.
     *
     * @param most states near the initial one, and of random walks if these are not all, from 1
     */
    static CutOff compared(Setup setup, int most) {
        try {
            Model claimed =
                    setup.system().build(setup.claim().design(), setup.claim().scope());
            Model proved = setup.system().build(setup.claim().design(), sized(setup));
            return new CutOff(SCOPE, compared(setup, claimed, proved, most), true);
        } catch (Unseen | IllegalArgumentException e) {
            String text = "the proof's scope does not contain the claim's, "
                    + setup.claim().scope().name() + ": " + e.getMessage();
            return new CutOff(SCOPE, text, false);
        }
    }

    /** With other kinds of pages, too: each is one of those that the proof takes for any. */
    private static String compared(Setup setup, Model claimed, Model proved, int most) throws Unseen {
        List<long[]> built =
                proved.addresses().stream().map(any -> any.values().clone()).toList();
        Unseen first = null;
        for (int kind = -1; kind < KINDS; kind++) {
            if (!isPut(claimed, proved, built, kind)) {
                continue;
            }
            for (Choice choice : SeenAs.choices(claimed, proved)) {
                try {
                    return new Contained(setup, claimed, proved, choice).compared(most);
                } catch (Unseen e) {
                    first = first == null ? e : first;
                }
            }
        }
        throw first == null ? new Unseen("its addresses are not legal there") : first;
    }

    /** The proof's scope with as many of what there may be any number of as the claim's scope has. */
    private static Scope sized(Setup setup) {
        Scope scope = setup.scope();
        Model few = setup.system().build(setup.claim().design(), scope);
        Scope sized = scope;
        for (Growth growth : setup.system().larger(scope)) {
            Model more = setup.system().build(setup.claim().design(), growth.of(scope));
            boolean counts = setup.proof().any().stream().anyMatch(name -> size(more, name) != size(few, name));
            if (counts) {
                sized = sized.with(
                        growth.setting().name(), setup.claim().scope().text(growth.setting()));
            }
        }
        return sized;
    }

    private static int size(Model model, String index) {
        return model.layout().fields().stream()
                .flatMap(field -> field.indices().stream())
                .filter(each -> each.name().equals(index))
                .mapToInt(each -> each.size())
                .findFirst()
                .orElse(0);
    }

    /** Gives the proof's model the claim's addresses; a small number for each where the claim has none; false if that is not legal. */
    private static boolean isPut(Model claimed, Model proved, List<long[]> built, int kind) {
        boolean tried = kind < 0;
        for (int a = 0; a < built.size(); a++) {
            AnyAddresses any = proved.addresses().get(a);
            long[] values = built.get(a).clone();
            Optional<AnyAddresses> same = claimed.addresses().stream()
                    .filter(each -> each.name().equals(any.name()) && each.values().length == any.values().length)
                    .findFirst();
            if (same.isPresent()) {
                values = same.get().values();
            } else if (kind >= 0) {
                Arrays.fill(values, kind);
                tried = true;
            }
            if (!Arrays.stream(values).allMatch(any.legal())) {
                return false;
            }
            System.arraycopy(values, 0, any.values(), 0, values.length);
        }
        return tried;
    }

    private String compared(int most) throws Unseen {
        actions();
        start();
        Set<StateKey> reached = new HashSet<>();
        boolean all = breadthFirst(reached, most);
        String states;
        if (all) {
            states = "all " + reached.size() + " states";
        } else {
            List<long[]> walked = Reached.of(claimed, most, 1).states();
            for (long[] state : walked) {
                look(state, after -> {});
            }
            states = reached.size() + " states near the initial one and " + walked.size() + " of random walks";
        }
        law(new ArrayList<>(reached));
        return "it contains the claim's, " + setup.claim().scope().name() + ": of " + states + " there, " + steps
                + " steps are steps of the proof";
    }

    /** That each action is there with each of its arguments. */
    private void actions() throws Unseen {
        for (Action action : claimed.actions()) {
            for (long[] args : combinations(action)) {
                there.check(action, args);
            }
        }
    }

    /** All that can be listed; else some. */
    private static List<long[]> combinations(Action action) {
        if (action.isFinite()) {
            return action.combinations();
        }
        SplittableRandom random = new SplittableRandom(1);
        return Stream.generate(() -> action.parameters().stream()
                        .mapToLong(parameter -> parameter.domain().draw(random))
                        .toArray())
                .limit(DRAWN)
                .toList();
    }

    /** That what the induction rests on is true of the initial state. */
    private void start() throws Unseen {
        long[] initial = seen.of(claimed.initial());
        for (String name : setup.proof().invariants()) {
            Invariant invariant = proved.invariants().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new Unseen("there is no invariant " + name));
            if (!invariant.test(initial)) {
                throw new Unseen("its initial state does not satisfy " + name);
            }
        }
        for (Field field : proved.layout().fields()) {
            for (int e = 0; field instanceof LongField register && field.choices() == 0 && e < field.size(); e++) {
                if (!isLegal(register, register.get(initial, e))) {
                    throw new Unseen("initially " + field.inWords(e) + " is 0x"
                            + Long.toHexString(register.get(initial, e)) + ", which is no legal value there");
                }
            }
        }
        if (!setup.found().isEmpty() && !Arrays.equals(initial, proved.initial())) {
            throw new Unseen(
                    "its initial state is another one, and conjuncts that were found are not known to be true of it");
        }
    }

    /** As {@link Facts#range}: what an action writes, or the initial value; anything if none does. */
    private boolean isLegal(LongField register, long value) {
        boolean written = false;
        for (Action action : proved.actions()) {
            if (action.written() != null && action.written().field() == register) {
                for (Parameter parameter : action.parameters()) {
                    if (!parameter.domain().isFinite()) {
                        written = true;
                        if (parameter.domain().contains(value)) {
                            return true;
                        }
                    }
                }
            }
        }
        for (int e = 0; e < register.size(); e++) {
            written &= register.get(proved.initial(), e) != value;
        }
        return !written;
    }

    /** Whether all states were looked at. */
    private boolean breadthFirst(Set<StateKey> reached, int most) throws Unseen {
        Queue<long[]> next = new ArrayDeque<>();
        next.add(claimed.initial());
        reached.add(StateKey.of(claimed.initial()));
        while (!next.isEmpty()) {
            if (reached.size() > most) {
                return false;
            }
            look(next.remove(), after -> {
                if (reached.add(StateKey.of(after))) {
                    next.add(after);
                }
            });
        }
        return claimed.isFinite();
    }

    /** Is given the states after steps. */
    private interface After {
        void is(long[] state);
    }

    /** That each step from a state is one of the proof. */
    private void look(long[] state, After after) throws Unseen {
        long[] from = seen.of(state);
        for (Action action : claimed.actions()) {
            for (long[] args : combinations(action)) {
                if (action.guard().test(state, args)) {
                    long[] later = state.clone();
                    action.effect().apply(later, args);
                    String wrong = there.differs(action, args, from, seen.of(later));
                    if (wrong != null) {
                        throw new Unseen(StepsSeen.text(action, args) + " " + wrong);
                    }
                    steps++;
                    after.is(later);
                }
            }
        }
    }

    /** That the law is broken there wherever it is broken here, whether or not that can be reached. */
    private void law(List<StateKey> reached) throws Unseen {
        SplittableRandom random = new SplittableRandom(1);
        List<Field> fields = claimed.layout().fields().stream()
                .filter(field -> field.choices() > 1)
                .toList();
        for (int i = 0; i < RANDOM && !fields.isEmpty(); i++) {
            long[] state = reached.get(random.nextInt(reached.size())).words().clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                Field field = fields.get(random.nextInt(fields.size()));
                field.choose(state, random.nextInt(field.size()), random.nextInt(field.choices()));
            }
            if (isBroken(law, state) && !isBroken(same, seen.of(state))) {
                throw new Unseen(law.name() + " does not say there what it says here, such as of "
                        + claimed.layout().describe(state));
            }
        }
    }

    private static boolean isBroken(Law law, long[] state) {
        try {
            return law.premise().test(state) && !law.holds().test(state);
        } catch (RuntimeException e) {
            return false; // no state that can be reached
        }
    }
}
