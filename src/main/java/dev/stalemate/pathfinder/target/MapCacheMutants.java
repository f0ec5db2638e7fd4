package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/** The code of map caches by the names of the model's designs: the thread's patch, correct code, and code with one change. */
public final class MapCacheMutants implements Programs {
    @Override
    public int threads(int[] numbers) {
        return numbers[0] + 1 + numbers[1];
    }

    /** Numbers: the vCPUs, and the threads of the server that map each page once more. */
    @Override
    public ConcurrentCode code(String design, Checks checks, int[] numbers) {
        int vcpus = numbers[0];
        boolean mapper = numbers[1] > 0;
        return switch (design) {
            case "arm-v3" -> new MapCacheCode(checks, vcpus, 1, mapper);
            case "vcpu-flag" -> new MapCacheCode(checks, vcpus, vcpus, mapper);
            case "no-wait" -> new NoWait(checks, vcpus, mapper);
            case "acks-first" -> new AcksFirst(checks, vcpus, mapper);
            case "maps-unlocked" -> new MapsUnlocked(checks, vcpus, mapper);
            case "vcpu-flag-first" -> new FlagFirst(checks, vcpus, mapper);
            default -> throw new IllegalArgumentException("no code of design " + design);
        };
    }

    private static final class NoWait extends MapCacheCode {
        NoWait(Checks checks, int vcpus, boolean mapper) {
            super(checks, vcpus, vcpus, mapper);
        }

        @Override
        void await(Cell request) {
            // The servers get an invalidation, and nobody waits for them.
        }
    }

    private static final class AcksFirst extends MapCacheCode {
        AcksFirst(Checks checks, int vcpus, boolean mapper) {
            super(checks, vcpus, vcpus, mapper);
        }

        @Override
        void answer(Cell request) {
            acknowledge(request);
            invalidate();
        }
    }

    private static final class MapsUnlocked extends MapCacheCode {
        MapsUnlocked(Checks checks, int vcpus, boolean mapper) {
            super(checks, vcpus, vcpus, mapper);
        }

        @Override
        void map(int gfn) {
            int frame = p2m[gfn].get();
            cacheLock.lock();
            keep(gfn, frame);
            cacheLock.unlock();
        }
    }

    private static final class FlagFirst extends MapCacheCode {
        FlagFirst(Checks checks, int vcpus, boolean mapper) {
            super(checks, vcpus, vcpus, mapper);
        }

        /** {@code p2m_remove_page()} of x86. */
        @Override
        void remove(int gfn, AtomicFlag flag) {
            flag.set();
            p2mLock.lock();
            p2m[gfn].set(0);
            p2mLock.unlock();
        }
    }
}
