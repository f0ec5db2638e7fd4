package dev.stalemate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A system of a few numbered states, started in 0, and steps given by tables.
 *
 * @param states how many states
 * @param moves the steps
 * @param premise the states of the premise, a bit each
 * @param goal the states of the goal, a bit each
 */
public record Automaton(int states, List<Move> moves, int premise, int goal) {
    /** Not possible. */
    public static final int OFF = -1;

    /**
     * One step.
     *
     * @param fair whether it is weakly fair
     * @param to for each state the one that it leads to, or {@link #OFF}
     */
    public record Move(boolean fair, List<Integer> to) {
        /** A step with these edges. */
        public static Move of(boolean fair, Integer... to) {
            return new Move(fair, Arrays.asList(to));
        }
    }

    /** The same system in the tool's terms; move i is {@code move-i}, so that a family has one step. */
    public Model model() {
        Layout.Builder b = new Layout.Builder();
        IntField at = b.number("at", states, Integer::toString);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < moves.size(); i++) {
            Move move = moves.get(i);
            Action.Builder action =
                    Action.named("move-" + i).when((s, a) -> move.to().get(at.get(s, 0)) != OFF);
            actions.add((move.fair() ? action.fairly() : action)
                    .then((s, a) -> at.set(s, 0, move.to().get(at.get(s, 0)))));
        }
        return Toys.model(
                b,
                actions,
                Law.eventually("arrives", "")
                        .where(s -> has(premise, at.get(s, 0)))
                        .holds(s -> has(goal, at.get(s, 0))),
                Law.deadlockFree("goes-on", "").holds(s -> has(goal, at.get(s, 0))));
    }

    /** Whether a set of states contains one. */
    public static boolean has(int set, int state) {
        return (set >> state & 1) == 1;
    }

    /**
     * Whether some weakly fair run passes the premise and never gets to the goal: by the definition, over every set of states that a run
     * could visit again and again in the end.
     */
    public boolean canStray() {
        int danger = 0;
        for (int s = 0; s < states; s++) {
            if (has(reach(1, -1), s) && has(premise, s)) {
                danger |= reach(1 << s & ~goal, ~goal);
            }
        }
        for (int set = 1; set < 1 << states; set++) {
            if ((set & ~danger) == 0 && connected(set) && fair(set)) {
                return true;
            }
        }
        return false;
    }

    /** The states reached from some, themselves included, by steps within others. */
    public int reach(int from, int within) {
        int reached = from & within;
        for (int before = 0; before != reached; ) {
            before = reached;
            for (int s = 0; s < states; s++) {
                for (Move move : moves) {
                    int to = move.to().get(s);
                    if (has(before, s) && to != OFF && has(within, to)) {
                        reached |= 1 << to;
                    }
                }
            }
        }
        return reached;
    }

    private boolean connected(int set) {
        for (int s = 0; s < states; s++) {
            if (has(set, s) && reach(1 << s, set) != set) {
                return false;
            }
        }
        return true;
    }

    private boolean fair(int set) {
        for (Move move : moves) {
            boolean treated = !move.fair();
            for (int s = 0; s < states; s++) {
                int to = move.to().get(s);
                treated |= has(set, s) && (to == OFF || has(set, to));
            }
            if (!treated) {
                return false;
            }
        }
        return true;
    }
}
