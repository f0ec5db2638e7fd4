package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;
import java.util.List;

/** The code of the zap list with one change; where the model has a design with the same change, it has the same name. */
public final class ZapListMutants implements Programs {
    /** The designs that the model has, the sketch itself first. */
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

    /** Numbers: the vCPUs, the ranges that an update changes, and the updates of each vCPU. */
    @Override
    public ConcurrentCode code(String design, Checks checks, int[] numbers) {
        return switch (design) {
            case "sketch" -> new ZapListCode(checks, numbers);
            case "flag-cleared-unlocked" -> new FlagClearedUnlocked(checks, numbers);
            case "no-wait" -> new NoWait(checks, numbers);
            case "list-checked-unlocked" -> new ListCheckedUnlocked(checks, numbers);
            case "list-empty-checked" -> new ListEmptyChecked(checks, numbers);
            case "free-before-unlink" -> new FreeBeforeUnlink(checks, numbers);
            case "free-before-zap" -> new FreeBeforeZap(checks, numbers);
            case "zapped-not-freed" -> new ZappedNotFreed(checks, numbers);
            case "rest-not-freed" -> new RestNotFreed(checks, numbers);
            case "pointer-kept" -> new PointerKept(checks, numbers);
            case "one-pass" -> new OnePass(checks, numbers);
            case "two-zappers" -> new TwoZappers(checks, numbers);
            case "flag-set-unlocked" -> new FlagSetUnlocked(checks, numbers);
            case "flag-cleared-early" -> new FlagClearedEarly(checks, numbers);
            case "unlink-unlocked" -> new UnlinkUnlocked(checks, numbers);
            case "unlink-after-zap" -> new UnlinkAfterZap(checks, numbers);
            case "lock-kept" -> new LockKept(checks, numbers);
            case "start-compared" -> new StartCompared(checks, numbers);
            case "end-compared" -> new EndCompared(checks, numbers);
            case "half-unlink" -> new HalfUnlink(checks, numbers);
            case "free-before-end-read" -> new FreeBeforeEndRead(checks, numbers);
            case "zapper-hangs-alone" -> new ZapperHangsAlone(checks, numbers);
            default -> throw new IllegalArgumentException("no code of design " + design);
        };
    }

    private static final class FlagClearedUnlocked extends ZapListCode {
        FlagClearedUnlocked(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapAll() {
            lock.lock();
            while (!list.isEmpty()) {
                zapOne(first());
            }
            lock.unlock();
            zapping.set(false);
        }
    }

    private static final class NoWait extends ZapListCode {
        NoWait(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void await() {
            // A vCPU that doesn't zap returns.
        }
    }

    private static final class ListEmptyChecked extends ZapListCode {
        ListEmptyChecked(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean listed(int start, int end) {
            return !list.isEmpty();
        }
    }

    private static final class FreeBeforeUnlink extends ZapListCode {
        FreeBeforeUnlink(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            zap(range);
            free(range);
            lock.lock();
            unlink(range);
        }
    }

    private static final class FreeBeforeZap extends ZapListCode {
        FreeBeforeZap(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlink(range);
            unlock();
            free(range);
            zap(range);
            lock.lock();
        }
    }

    private static final class ZappedNotFreed extends ZapListCode {
        ZappedNotFreed(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlink(range);
            unlock();
            zap(range);
            lock.lock();
        }
    }

    private static final class RestNotFreed extends ZapListCode {
        RestNotFreed(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void freeRest(ZapRange range) {
            // Leaked.
        }
    }

    private static final class PointerKept extends ZapListCode {
        PointerKept(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        ZapRange forget(ZapRange range) {
            return range;
        }
    }

    private static final class OnePass extends ZapListCode {
        OnePass(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapAll() {
            lock.lock();
            if (!list.isEmpty()) {
                zapOne(first());
            }
            zapping.set(false);
            unlock();
        }
    }

    private static final class TwoZappers extends ZapListCode {
        TwoZappers(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean claim() {
            zapping.set(true);
            return true;
        }
    }

    private static final class UnlinkUnlocked extends ZapListCode {
        UnlinkUnlocked(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            unlink(range);
            zap(range);
            free(range);
            lock.lock();
        }
    }

    private static final class UnlinkAfterZap extends ZapListCode {
        UnlinkAfterZap(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlock();
            zap(range);
            lock.lock();
            unlink(range);
            free(range);
        }
    }

    private static final class FlagSetUnlocked extends ZapListCode {
        FlagSetUnlocked(Checks checks, int[] numbers) {
            super(checks, numbers);
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
        ListCheckedUnlocked(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean foundUnlocked(int start, int end) {
            return isInList(start, end);
        }
    }

    private static final class FlagClearedEarly extends ZapListCode {
        FlagClearedEarly(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlink(range);
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
        LockKept(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void leave() {
            // Without unlock().
        }
    }

    private static final class StartCompared extends ZapListCode {
        StartCompared(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean isSame(ZapRange listed, int start, int end) {
            return listed.start() == start;
        }
    }

    private static final class EndCompared extends ZapListCode {
        EndCompared(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean isSame(ZapRange listed, int start, int end) {
            return listed.end() == end;
        }
    }

    private static final class HalfUnlink extends ZapListCode {
        HalfUnlink(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void unlink(ZapRange range) {
            range.prev().nextOnce(range.next());
            memory.listed(range, false);
        }
    }

    private static final class FreeBeforeEndRead extends ZapListCode {
        FreeBeforeEndRead(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        void zapOne(ZapRange range) {
            unlink(range);
            unlock();
            int start = range.start();
            free(range);
            zap(start, range.end());
            lock.lock();
        }
    }

    private static final class ZapperHangsAlone extends ZapListCode {
        ZapperHangsAlone(Checks checks, int[] numbers) {
            super(checks, numbers);
        }

        @Override
        boolean alsoZap(boolean doZap, boolean claimed) {
            return claimed;
        }
    }
}
