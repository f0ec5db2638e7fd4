package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;
import java.util.List;

/** The code of the zap list with one change; each has the name of the model's design with the same change. */
public final class ZapListMutants implements Programs {
    /** The designs, the sketch itself first. */
    public static final List<String> NAMES = List.of(
            "sketch",
            "flag-cleared-unlocked",
            "no-wait",
            "list-checked-unlocked",
            "list-empty-checked",
            "free-before-unlink",
            "free-before-zap",
            "zapped-not-freed",
            "rest-not-freed",
            "pointer-kept",
            "one-pass",
            "two-zappers",
            "flag-set-unlocked",
            "flag-cleared-early",
            "unlink-unlocked",
            "unlink-after-zap",
            "lock-kept");

    @Override
    public int threads(int[] numbers) {
        return numbers[0];
    }

    /** Numbers: the vCPUs, and the ranges that each vCPU's update changes. */
    @Override
    public ConcurrentCode code(String design, Checks checks, int[] numbers) {
        int vcpus = numbers[0];
        int ranges = numbers[1];
        return switch (design) {
            case "sketch" -> new ZapListCode(checks, vcpus, ranges);
            case "flag-cleared-unlocked" -> new FlagClearedUnlocked(checks, vcpus, ranges);
            case "no-wait" -> new NoWait(checks, vcpus, ranges);
            case "list-checked-unlocked" -> new ListCheckedUnlocked(checks, vcpus, ranges);
            case "list-empty-checked" -> new ListEmptyChecked(checks, vcpus, ranges);
            case "free-before-unlink" -> new FreeBeforeUnlink(checks, vcpus, ranges);
            case "free-before-zap" -> new FreeBeforeZap(checks, vcpus, ranges);
            case "zapped-not-freed" -> new ZappedNotFreed(checks, vcpus, ranges);
            case "rest-not-freed" -> new RestNotFreed(checks, vcpus, ranges);
            case "pointer-kept" -> new PointerKept(checks, vcpus, ranges);
            case "one-pass" -> new OnePass(checks, vcpus, ranges);
            case "two-zappers" -> new TwoZappers(checks, vcpus, ranges);
            case "flag-set-unlocked" -> new FlagSetUnlocked(checks, vcpus, ranges);
            case "flag-cleared-early" -> new FlagClearedEarly(checks, vcpus, ranges);
            case "unlink-unlocked" -> new UnlinkUnlocked(checks, vcpus, ranges);
            case "unlink-after-zap" -> new UnlinkAfterZap(checks, vcpus, ranges);
            case "lock-kept" -> new LockKept(checks, vcpus, ranges);
            default -> throw new IllegalArgumentException("no code of design " + design);
        };
    }

    private static final class FlagClearedUnlocked extends ZapListCode {
        FlagClearedUnlocked(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapAll() {
            lock.lock();
            while (!list.isEmpty()) {
                zapOne(list.next());
            }
            lock.unlock();
            zapping.set(false);
        }
    }

    private static final class NoWait extends ZapListCode {
        NoWait(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void await() {
            // A vCPU that doesn't zap returns.
        }
    }

    private static final class ListEmptyChecked extends ZapListCode {
        ListEmptyChecked(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        boolean listed(int start) {
            return !list.isEmpty();
        }
    }

    private static final class FreeBeforeUnlink extends ZapListCode {
        FreeBeforeUnlink(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            zap(range);
            free(range);
            lock.lock();
            list.remove(range);
        }
    }

    private static final class FreeBeforeZap extends ZapListCode {
        FreeBeforeZap(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            list.remove(range);
            unlock();
            free(range);
            zap(range);
            lock.lock();
        }
    }

    private static final class ZappedNotFreed extends ZapListCode {
        ZappedNotFreed(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            list.remove(range);
            unlock();
            zap(range);
            lock.lock();
        }
    }

    private static final class RestNotFreed extends ZapListCode {
        RestNotFreed(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void freeRest(ZapRange range) {
            // Leaked.
        }
    }

    private static final class PointerKept extends ZapListCode {
        PointerKept(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        ZapRange forget(ZapRange range) {
            return range;
        }
    }

    private static final class OnePass extends ZapListCode {
        OnePass(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapAll() {
            lock.lock();
            if (!list.isEmpty()) {
                zapOne(list.next());
            }
            zapping.set(false);
            unlock();
        }
    }

    private static final class TwoZappers extends ZapListCode {
        TwoZappers(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        boolean claim() {
            zapping.set(true);
            return true;
        }
    }

    private static final class UnlinkUnlocked extends ZapListCode {
        UnlinkUnlocked(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            list.remove(range);
            zap(range);
            free(range);
            lock.lock();
        }
    }

    private static final class UnlinkAfterZap extends ZapListCode {
        UnlinkAfterZap(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            zap(range);
            lock.lock();
            list.remove(range);
            free(range);
        }
    }

    private static final class FlagSetUnlocked extends ZapListCode {
        FlagSetUnlocked(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        boolean claim() {
            return false;
        }

        @Override
        boolean claimUnlocked() {
            return super.claim();
        }
    }

    private static final class ListCheckedUnlocked extends ZapListCode {
        ListCheckedUnlocked(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        boolean foundUnlocked(int start) {
            return list.contains(start);
        }
    }

    private static final class FlagClearedEarly extends ZapListCode {
        FlagClearedEarly(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void zapOne(ZapRange range) {
            list.remove(range);
            if (list.isEmpty()) {
                zapping.set(false);
            }
            unlock();
            zap(range);
            free(range);
            lock.lock();
        }
    }

    private static final class LockKept extends ZapListCode {
        LockKept(Checks checks, int vcpus, int ranges) {
            super(checks, vcpus, ranges);
        }

        @Override
        void leave() {
            // Without unlock().
        }
    }
}
