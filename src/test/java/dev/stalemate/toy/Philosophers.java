package dev.stalemate.toy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import java.util.List;
import java.util.Map;

/** Philosophers who dine: who waits for ever, and whether all do. */
public class Philosophers implements ModelSystem {
    private static final Setting<Integer> SEATS = Setting.number("seats", 2, 4, 2, "philosophers");
    private static final String[] PHASES = {"thinks", "hungry", "one-fork", "eats"};
    private static final int HUNGRY = 1;
    private static final int ONE_FORK = 2;
    private static final int EATS = 3;

    /** How they go about it. */
    public enum Manner implements Design {
        /** The left fork first: all may hold one. */
        GREEDY,
        /** The fork of the lower number first: no deadlock, but others may always be quicker. */
        ORDERED,
        /** Ordered, and nobody gets hungry while another is: all get to eat. */
        POLITE,
        /** Polite, but nobody needs ever do anything. */
        TIRED;

        @Override
        public String says() {
            return name();
        }
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String says() {
        return "philosophers who dine";
    }

    @Override
    public List<Manner> designs() {
        return List.of(Manner.values());
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SEATS);
    }

    @Override
    public Map<String, Scope> scopes() {
        return Map.of("small", Scope.of("small", settings()));
    }

    @Override
    public List<Claim> claims() {
        return List.of();
    }

    /** The model of so many seats. */
    public Model model(Manner manner, int seats) {
        return model(manner, scope("small").with(SEATS, Integer.toString(seats)));
    }

    @Override
    public Model model(Design design, Scope scope) {
        Manner manner = (Manner) design;
        int n = scope.get(SEATS);
        Index seat = Index.of("seat", n);
        Layout.Builder b = new Layout.Builder();
        IntField phase = b.number("phase", PHASES.length, i -> PHASES[i], seat);
        IntField taken = b.flag("taken", Index.of("fork", n));
        Layout layout = b.build();
        List<Action> actions = List.of(
                Action.named("get-hungry")
                        .over(seat)
                        .when((s, a) -> phase.get(s, (int) a[0]) == 0 && mayGetHungry(manner, s, phase))
                        .then((s, a) -> phase.set(s, (int) a[0], HUNGRY)),
                fairly(manner, "take-first")
                        .over(seat)
                        .when((s, a) -> phase.get(s, (int) a[0]) == HUNGRY && !taken.is(s, fork(manner, a, n, true)))
                        .then((s, a) -> {
                            phase.set(s, (int) a[0], ONE_FORK);
                            taken.set(s, fork(manner, a, n, true), 1);
                        }),
                fairly(manner, "take-second")
                        .over(seat)
                        .when((s, a) -> phase.get(s, (int) a[0]) == ONE_FORK && !taken.is(s, fork(manner, a, n, false)))
                        .then((s, a) -> {
                            phase.set(s, (int) a[0], EATS);
                            taken.set(s, fork(manner, a, n, false), 1);
                        }),
                fairly(manner, "put-down")
                        .over(seat)
                        .when((s, a) -> phase.get(s, (int) a[0]) == EATS)
                        .then((s, a) -> {
                            phase.set(s, (int) a[0], 0);
                            taken.set(s, fork(manner, a, n, true), 0);
                            taken.set(s, fork(manner, a, n, false), 0);
                        }));
        List<Law> laws = List.of(
                Law.deadlockFree("no-deadlock", "somebody can always do something")
                        .holds(s -> false),
                Law.eventually("eats", "once the first is hungry, it gets to eat")
                        .where(s -> phase.get(s, 0) == HUNGRY)
                        .holds(s -> phase.get(s, 0) == EATS),
                Law.eventually("flies", "nothing, as nobody floats")
                        .where(s -> false)
                        .holds(s -> false),
                Law.always("alone", Law.Breaks.ISOLATION, "neighbours don't eat at once")
                        .holds(s -> phase.get(s, 0) != EATS || phase.get(s, 1) != EATS));
        return new Model.Builder("table", manner, scope)
                .layout(layout)
                .actions(actions)
                .laws(laws)
                .build();
    }

    private static boolean mayGetHungry(Manner manner, long[] s, IntField phase) {
        for (int p = 0; p < phase.size(); p++) {
            if (phase.get(s, p) != 0 && manner != Manner.GREEDY && manner != Manner.ORDERED) {
                return false;
            }
        }
        return true;
    }

    private static Action.Builder fairly(Manner manner, String name) {
        Action.Builder builder = Action.named(name);
        return manner == Manner.TIRED ? builder : builder.fairly();
    }

    private static int fork(Manner manner, long[] args, int n, boolean first) {
        int left = (int) args[0];
        int right = (left + 1) % n;
        boolean takesLeft = manner == Manner.GREEDY || left < right;
        return takesLeft == first ? left : right;
    }
}
