package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random systems of a few processes that are alike and share one variable. */
public final class AlikeProcesses {
    private static final int PLACES = 4;
    private static final int VALUES = 2;

    private final int processes;
    private final Move[] moves;
    private final int laws;

    /** The system of a seed: the same each time. */
    public AlikeProcesses(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        processes = 2 + random.nextInt(2);
        moves = new Move[2 + random.nextInt(5)];
        for (int m = 0; m < moves.length; m++) {
            moves[m] = new Move(
                    random.nextInt(PLACES),
                    random.nextInt(PLACES),
                    random.nextInt(VALUES + 1),
                    random.nextInt(VALUES + 1),
                    random.nextInt(3) > 0,
                    random.nextInt(5) == 0);
        }
        laws = random.nextInt();
    }

    /**
     * A step of a process.
     *
     * @param from its place before; where two exchange theirs, {@code to} is that of the other one
     * @param needs the value that the variable must have, {@code VALUES} for any
     * @param sets the value that it gets, {@code VALUES} for none
     */
    private record Move(int from, int to, int needs, int sets, boolean fair, boolean exchanges) {}

    /**
     * The system as a model, with the properties {@code arrives} and {@code goes-on}.
     *
     * @param oneFavoured whether the steps of process 0 alone are fair, which spoils the symmetry that the layout declares
     */
    public Model model(boolean oneFavoured) {
        Index process = Index.of("process", processes);
        Layout.Builder b = new Layout.Builder().interchangeable(process);
        IntField at = b.number("at", PLACES, Integer::toString, process);
        IntField shared = b.number("shared", VALUES, Integer::toString);
        List<Action> actions = new ArrayList<>();
        for (int m = 0; m < moves.length; m++) {
            Move move = moves[m];
            for (int favoured = 0; favoured < (oneFavoured ? 2 : 1); favoured++) {
                boolean zero = favoured == 1;
                Action.Builder action = Action.named("move-" + m + (zero ? "-zero" : ""))
                        .over(process)
                        .over("other", Domain.of(process))
                        .when((s, a) -> (!oneFavoured || zero == (a[0] == 0))
                                && move.exchanges() == (a[0] != a[1])
                                && at.get(s, (int) a[0]) == move.from()
                                && (a[0] == a[1] || at.get(s, (int) a[1]) == move.to())
                                && (move.needs() == VALUES || shared.get(s, 0) == move.needs()));
                actions.add((move.fair() && (!oneFavoured || zero) ? action.fairly() : action).then((s, a) -> {
                    at.set(s, (int) a[1], move.from());
                    at.set(s, (int) a[0], move.to());
                    if (move.sets() < VALUES) {
                        shared.set(s, 0, move.sets());
                    }
                }));
            }
        }
        SplittableRandom own = new SplittableRandom(laws);
        int from = own.nextInt(PLACES);
        int to = own.nextInt(PLACES);
        Law.Condition some = process.any((s, p) -> at.get(s, p) == from);
        Law.Condition goal = own.nextBoolean()
                ? process.any((s, p) -> at.get(s, p) == to && shared.get(s, 0) == 1)
                : process.every((s, p) -> at.get(s, p) == to);
        return Toys.model(
                b,
                actions,
                Law.eventually("arrives", "").where(some).holds(goal),
                Law.eventually("first-arrives", "")
                        .where(s -> at.get(s, 0) == from)
                        .holds(s -> at.get(s, 0) == to),
                Law.deadlockFree("goes-on", "").where(some).holds(goal));
    }
}
