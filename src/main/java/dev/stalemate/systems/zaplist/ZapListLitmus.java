package dev.stalemate.systems.zaplist;

import dev.stalemate.model.IntField;
import dev.stalemate.model.Litmus;
import dev.stalemate.model.Race;
import java.util.List;

/** The zap list's races, two programs each: as the sketch has them, and with one step elsewhere. */
final class ZapListLitmus {
    static final List<Litmus> ALL = List.of(
            Litmus.of(
                    "zap-list-end",
                    "a vCPU queues a range while the zapper, whose list is empty, ends",
                    race -> end(race, true)),
            Litmus.of(
                    "zap-list-end-unlocked",
                    "the same, with the flag cleared after the unlock",
                    race -> end(race, false)),
            Litmus.of(
                    "zap-list-adders", "two vCPUs each queue a range, and nobody zaps yet", race -> adders(race, true)),
            Litmus.of(
                    "zap-list-adders-unlocked",
                    "the same, with the flag tested and set after the unlock",
                    race -> adders(race, false)),
            Litmus.of(
                    "zap-list-update",
                    "a vCPU updates a range that another has queued, and the zapper is about to take",
                    race -> update(race, true, false)),
            Litmus.of("zap-list-no-wait", "the same without the wait", race -> update(race, false, false)),
            Litmus.of(
                    "zap-list-unlink-late",
                    "the same with the wait, but a range is unlinked after it was zapped",
                    race -> update(race, true, true)),
            Litmus.of(
                    "zap-list-search",
                    "a vCPU searches the list while the zapper takes a range from it, and frees it",
                    race -> search(race, true, true)),
            Litmus.of(
                    "zap-list-search-unlocked",
                    "the same, with the search outside the lock",
                    race -> search(race, false, true)),
            Litmus.of(
                    "zap-list-free-first",
                    "the same, with the search under the lock, but a range is freed before it is unlinked",
                    race -> search(race, true, false)));

    private ZapListLitmus() {}

    private static void end(Race race, boolean clearsLocked) {
        IntField lock = race.flag("lock");
        IntField zapping = race.flag("zapping");
        IntField listed = race.flag("listed");
        IntField zapped = race.flag("zapped");
        IntField mine = race.flag("do-zap");
        race.before(s -> zapping.set(s, 0, 1));
        Race.Code zapper = race.program("vcpu 0");
        lock(zapper, "lock", lock).jump("list-filled", s -> listed.is(s, 0), "take");
        if (clearsLocked) {
            zapper.step("clear", s -> zapping.set(s, 0, 0)).step("unlock", s -> lock.set(s, 0, 0));
        } else {
            zapper.step("unlock", s -> lock.set(s, 0, 0)).step("clear", s -> zapping.set(s, 0, 0));
        }
        zapper.jump("return", s -> true, "end")
                .step("take", s -> listed.set(s, 0, 0))
                .step("unlock-list", s -> lock.set(s, 0, 0))
                .step("zap", s -> zapped.set(s, 0, 1))
                .step("clear-at-last", s -> zapping.set(s, 0, 0));
        lock(race.program("vcpu 1"), "lock", lock)
                .step("add", s -> listed.set(s, 0, 1))
                .jump("flag-set", s -> zapping.is(s, 0), "unlock")
                .step("claim", s -> {
                    zapping.set(s, 0, 1);
                    mine.set(s, 0, 1);
                })
                .step("unlock", s -> lock.set(s, 0, 0))
                .jump("another-zaps", s -> !mine.is(s, 0), "wait")
                .step("zap", s -> {
                    listed.set(s, 0, 0);
                    zapped.set(s, 0, 1);
                    zapping.set(s, 0, 0);
                })
                .when("wait", s -> !zapping.is(s, 0), s -> {});
        race.shows(zapped, mine);
        String left = "vcpu 1 returns, and its range is still in the list";
        if (clearsLocked) {
            race.forbidden(s -> !zapped.is(s, 0), left);
        } else {
            race.forbiddenButReached(s -> !zapped.is(s, 0), left);
        }
        race.acceptable(s -> mine.is(s, 0), "vcpu 0 has cleared the flag: vcpu 1 zaps its range itself");
        race.otherwise("vcpu 0 finds the range before it clears the flag");
    }

    private static void adders(Race race, boolean locked) {
        IntField lock = race.flag("lock");
        IntField zapping = race.flag("zapping");
        IntField first = race.flag("do-zap 0");
        IntField second = race.flag("do-zap 1");
        for (IntField mine : List.of(first, second)) {
            Race.Code adder = lock(race.program(mine.equals(first) ? "vcpu 0" : "vcpu 1"), "lock", lock);
            if (!locked) {
                adder.step("unlock", s -> lock.set(s, 0, 0));
            }
            adder.jump("flag-set", s -> zapping.is(s, 0), locked ? "unlock" : "end")
                    .step("claim", s -> {
                        zapping.set(s, 0, 1);
                        mine.set(s, 0, 1);
                    });
            if (locked) {
                adder.step("unlock", s -> lock.set(s, 0, 0));
            }
        }
        race.shows(first, second);
        race.forbidden(s -> !first.is(s, 0) && !second.is(s, 0), "nobody zaps what is queued");
        String two = "both zap: the first to end clears the flag while the other still zaps";
        if (locked) {
            race.forbidden(s -> first.is(s, 0) && second.is(s, 0), two);
        } else {
            race.forbiddenButReached(s -> first.is(s, 0) && second.is(s, 0), two);
        }
        race.otherwise("one zaps for both");
    }

    private static void update(Race race, boolean waits, boolean unlinksLate) {
        IntField lock = race.flag("lock");
        IntField zapping = race.flag("zapping");
        IntField listed = race.flag("listed");
        IntField pending = race.flag("pending");
        IntField missed = race.flag("not zapped");
        IntField twice = race.flag("zapped twice");
        race.before(s -> {
            zapping.set(s, 0, 1);
            listed.set(s, 0, 1);
        });
        Race.Code zapper = lock(race.program("vcpu 0"), "lock", lock)
                .step("take", s -> listed.set(s, 0, unlinksLate ? 1 : 0))
                .step("unlock", s -> lock.set(s, 0, 0))
                .step("zap", s -> pending.set(s, 0, 0));
        lock(zapper, "lock-again", lock);
        if (unlinksLate) {
            zapper.step("unlink", s -> listed.set(s, 0, 0));
        }
        zapper.jump("list-empty", s -> !listed.is(s, 0), "clear")
                .step("take-again", s -> listed.set(s, 0, 0))
                .step("unlock-again", s -> lock.set(s, 0, 0))
                .step("zap-again", s -> {
                    pending.set(s, 0, 0);
                    twice.set(s, 0, 1);
                });
        lock(zapper, "lock-at-last", lock)
                .step("clear", s -> zapping.set(s, 0, 0))
                .step("unlock-at-last", s -> lock.set(s, 0, 0));
        Race.Code updater = race.program("vcpu 1").step("update", s -> pending.set(s, 0, 1));
        lock(updater, "lock", lock)
                .jump("in-list", s -> listed.is(s, 0), "unlock")
                .jump("nobody-zaps", s -> !zapping.is(s, 0), "zap")
                .step("add", s -> listed.set(s, 0, 1))
                .jump("queued", s -> true, "unlock")
                .step("zap", s -> pending.set(s, 0, 0))
                .step("unlock", s -> lock.set(s, 0, 0));
        if (waits) {
            updater.when("wait", s -> !zapping.is(s, 0), s -> {});
        }
        updater.step("return", s -> missed.set(s, 0, pending.get(s, 0)));
        race.shows(missed, twice);
        String left = "vcpu 1 returns, and its range was not zapped since its update";
        if (waits && !unlinksLate) {
            race.forbidden(s -> missed.is(s, 0), left);
        } else {
            race.forbiddenButReached(s -> missed.is(s, 0), left);
        }
        if (!unlinksLate) {
            race.acceptable(
                    s -> twice.is(s, 0), "the range was taken before the update, and is queued and zapped once more");
        }
        race.otherwise("one zap after the update is enough");
    }

    private static void search(Race race, boolean locked, boolean unlinksFirst) {
        IntField lock = race.flag("lock");
        IntField listed = race.flag("listed");
        IntField freed = race.flag("freed");
        IntField cursor = race.flag("cursor");
        IntField found = race.flag("found");
        IntField used = race.flag("read after free");
        race.before(s -> listed.set(s, 0, 1));
        Race.Code zapper = lock(race.program("vcpu 0"), "lock", lock);
        if (unlinksFirst) {
            zapper.step("unlink", s -> listed.set(s, 0, 0));
        }
        zapper.step("unlock", s -> lock.set(s, 0, 0)).step("free", s -> freed.set(s, 0, 1));
        if (!unlinksFirst) {
            lock(zapper, "lock-again", lock)
                    .step("unlink", s -> listed.set(s, 0, 0))
                    .step("unlock-again", s -> lock.set(s, 0, 0));
        }
        Race.Code searcher = race.program("vcpu 1");
        if (locked) {
            lock(searcher, "lock", lock);
        }
        searcher.step("look", s -> cursor.set(s, 0, listed.get(s, 0)))
                .jump("list-empty", s -> !cursor.is(s, 0), locked ? "unlock" : "end")
                .step("compare", s -> {
                    found.set(s, 0, 1);
                    used.set(s, 0, freed.get(s, 0));
                });
        if (locked) {
            searcher.step("unlock", s -> lock.set(s, 0, 0));
        }
        race.shows(found, used);
        String why = "vcpu 1 compares its range with one that was freed";
        if (locked && unlinksFirst) {
            race.forbidden(s -> used.is(s, 0), why);
        } else {
            race.forbiddenButReached(s -> used.is(s, 0), why);
        }
        race.acceptable(s -> found.is(s, 0), "the range still waits");
        race.otherwise("the range has been taken, so vcpu 1 queues its own");
    }

    private static Race.Code lock(Race.Code thread, String label, IntField lock) {
        return thread.when(label, s -> !lock.is(s, 0), s -> lock.set(s, 0, 1));
    }
}
