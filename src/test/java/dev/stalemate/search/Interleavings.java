package dev.stalemate.search;

import dev.stalemate.model.Action;
import dev.stalemate.model.Action.Effect;
import dev.stalemate.model.Action.Guard;
import dev.stalemate.model.Action.Touching;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import java.util.ArrayList;
import java.util.List;

/** Programs of several threads that declare what their steps read and write. */
final class Interleavings {
    private Interleavings() {}

    /** Counters that know nothing of each other; the property is about the first. */
    static Model counters(int n, int bound) {
        Layout.Builder b = new Layout.Builder();
        Index counter = Index.of("counter", n);
        IntField c = b.number("c", bound, Integer::toString, counter);
        Action up = Action.named("up")
                .over(counter)
                .when((s, a) -> c.get(s, (int) a[0]) < bound - 1)
                .touching((a, t) -> t.reads(c, (int) a[0]).writes(c, (int) a[0]))
                .then((s, a) -> c.set(s, (int) a[0], c.get(s, (int) a[0]) + 1));
        Law law = Toys.never("first-done", s -> c.get(s, 0) == bound - 1).reading(f -> f.reads(c, 0));
        return Toys.model(b, List.of(up), law);
    }

    /** Threads that compute, enter a critical section, with or without a lock, leave it and end. */
    static Model locked(int n, boolean locks) {
        Threads threads = new Threads(n, 6);
        IntField lock = threads.builder.flag("lock");
        IntField local = threads.builder.number("local", 3, Integer::toString, threads.thread);
        threads.at("compute", 0, 1, local);
        threads.at("compute-more", 1, 2, local);
        threads.at(
                "lock",
                2,
                3,
                (s, a) -> !locks || !lock.is(s, 0),
                (a, t) -> t.needs(lock, 0, 0).writes(lock, 0),
                (s, a) -> lock.set(s, 0, 1));
        threads.at("unlock", 3, 4, (s, a) -> true, (a, t) -> t.writes(lock, 0), (s, a) -> lock.set(s, 0, 0));
        threads.at("compute-at-last", 4, 5, local);
        return threads.model(3);
    }

    /** Two threads that enter a critical section by Peterson's algorithm, again and again, or with its first two steps swapped. */
    static Model peterson(boolean right) {
        Threads threads = new Threads(2, 6);
        IntField wants = threads.builder.flag("wants", threads.thread);
        IntField turn = threads.builder.flag("turn");
        IntField local = threads.builder.number("local", 3, Integer::toString, threads.thread);
        threads.at(
                "want",
                right ? 0 : 1,
                right ? 1 : 2,
                (s, a) -> true,
                (a, t) -> t.writes(wants, (int) a[0]),
                (s, a) -> wants.set(s, (int) a[0], 1));
        threads.at(
                "yield",
                right ? 1 : 0,
                right ? 2 : 1,
                (s, a) -> true,
                (a, t) -> t.writes(turn, 0),
                (s, a) -> turn.set(s, 0, 1 - (int) a[0]));
        threads.at(
                "enter",
                2,
                3,
                (s, a) -> !wants.is(s, 1 - (int) a[0]) || turn.get(s, 0) == a[0],
                (a, t) -> t.reads(wants, 1 - (int) a[0]).reads(turn, 0),
                (s, a) -> {});
        threads.at(
                "leave",
                3,
                4,
                (s, a) -> true,
                (a, t) -> t.writes(wants, (int) a[0]),
                (s, a) -> wants.set(s, (int) a[0], 0));
        threads.at("compute", 4, 5, local);
        threads.at("compute-more", 5, 0, local);
        return threads.model(3);
    }

    /** One makes five things and one uses them, with a buffer for two between them. */
    static Model producerAndConsumer() {
        Layout.Builder b = new Layout.Builder();
        IntField made = b.number("made", 6, Integer::toString);
        IntField used = b.number("used", 6, Integer::toString);
        IntField hands = b.flag("hands", Index.of("side", 2));
        IntField buffer = b.number("buffer", 3, Integer::toString);
        Action make = Action.named("make")
                .when((s, a) -> !hands.is(s, 0) && made.get(s, 0) < 5)
                .touching((a, t) -> t.moves(hands, 0, 0, 1).reads(made, 0).writes(made, 0))
                .then((s, a) -> {
                    hands.set(s, 0, 1);
                    made.set(s, 0, made.get(s, 0) + 1);
                });
        Action put = Action.named("put")
                .when((s, a) -> hands.is(s, 0) && buffer.get(s, 0) < 2)
                .touching((a, t) -> t.moves(hands, 0, 1, 0).reads(buffer, 0).writes(buffer, 0))
                .then((s, a) -> {
                    hands.set(s, 0, 0);
                    buffer.set(s, 0, buffer.get(s, 0) + 1);
                });
        Action take = Action.named("take")
                .when((s, a) -> !hands.is(s, 1) && buffer.get(s, 0) > 0)
                .touching((a, t) -> t.moves(hands, 1, 0, 1).reads(buffer, 0).writes(buffer, 0))
                .then((s, a) -> {
                    hands.set(s, 1, 1);
                    buffer.set(s, 0, buffer.get(s, 0) - 1);
                });
        Action use = Action.named("use")
                .when((s, a) -> hands.is(s, 1))
                .touching((a, t) -> t.moves(hands, 1, 1, 0).effectReads(used, 0).writes(used, 0))
                .then((s, a) -> {
                    hands.set(s, 1, 0);
                    used.set(s, 0, used.get(s, 0) % 5 + 1);
                });
        Law full = Toys.never("never-full", s -> buffer.get(s, 0) == 2).reading(f -> f.tells(buffer, 0, 2));
        return Toys.model(b, List.of(make, put, take, use), full);
    }

    /** Threads that run the same program, each with a program counter. */
    private static final class Threads {
        private final Layout.Builder builder = new Layout.Builder();
        private final List<Action> actions = new ArrayList<>();
        private final Index thread;
        private final IntField pc;

        Threads(int n, int places) {
            thread = Index.of("thread", n);
            pc = builder.number("pc", places, Integer::toString, thread);
        }

        /** A step from a place to another that also waits and works. */
        void at(String name, int from, int to, Guard guard, Touching touching, Effect effect) {
            actions.add(Action.named(name)
                    .over(thread)
                    .when((s, a) -> pc.get(s, (int) a[0]) == from && guard.test(s, a))
                    .touching((a, t) -> {
                        t.moves(pc, (int) a[0], from, to);
                        touching.declare(a, t);
                    })
                    .then((s, a) -> {
                        effect.apply(s, a);
                        pc.set(s, (int) a[0], to);
                    }));
        }

        /** A step that counts in what is the thread's own. */
        void at(String name, int from, int to, IntField local) {
            at(
                    name,
                    from,
                    to,
                    (s, a) -> true,
                    (a, t) -> t.effectReads(local, (int) a[0]).writes(local, (int) a[0]),
                    (s, a) -> local.set(s, (int) a[0], (local.get(s, (int) a[0]) + 1) % local.bound()));
        }

        /** The program; no two threads may be at the critical place at once. */
        Model model(int critical) {
            Law exclusive = Toys.never("exclusive", s -> {
                        int inside = 0;
                        for (int t = 0; t < thread.size(); t++) {
                            inside += pc.get(s, t) == critical ? 1 : 0;
                        }
                        return inside > 1;
                    })
                    .reading(f -> {
                        for (int t = 0; t < thread.size(); t++) {
                            f.tells(pc, t, critical);
                        }
                    });
            return Toys.model(builder, actions, exclusive);
        }
    }
}
