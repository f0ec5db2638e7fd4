package dev.stalemate.pathfinder.target;

/** An IOREQ server: it maps pages, answers invalidations as late as it likes, and drops its mappings when it does. */
final class MapCacheServer {
    /** States of a request: its sender waits for no answer, waits for one, or has ended. */
    static final int NONE = 0;

    static final int POSTED = 1;
    static final int ENDED = 2;

    private final int number;
    private final boolean acknowledgesFirst;
    private final boolean mapsUnlocked;
    /** Whether a sender can go on with a request that is not answered. */
    private final boolean postsUnanswered;

    private final boolean twoThreads;
    private final SpinLock lock = new SpinLock();
    private final MapCacheTable p2m;
    private final Row<Cell> cache;
    private final Row<Cell> requests;
    private final MapCacheHistory history;

    /** A server that has mapped everything, or that maps the first page later, or that is itself not there yet. */
    MapCacheServer(int number, MapCacheScope scope, MapCacheDesign design, MapCacheTable p2m, MapCacheHistory history) {
        this.number = number;
        this.acknowledgesFirst = design.is(MapCacheDesign.ACKS_FIRST);
        this.mapsUnlocked = design.is(MapCacheDesign.MAPS_UNLOCKED);
        this.postsUnanswered = design.is(MapCacheDesign.WAITS_FOR_ONE | MapCacheDesign.NO_WAIT);
        this.twoThreads = number == 0 && scope.maps;
        this.p2m = p2m;
        this.history = history;
        Cell[] mappings = new Cell[scope.frames];
        for (int gfn = 0; gfn < mappings.length; gfn++) {
            boolean later = twoThreads && (scope.late || gfn == 0);
            boolean mapped = !later && !(scope.mmio && gfn == 0);
            mappings[gfn] = new Cell("cache", mapped ? 1 : 0);
            history.maps(number, gfn, mapped);
        }
        this.cache = Row.of(mappings);
        Cell[] senders = new Cell[scope.vcpus + (scope.foreign ? 1 : 0)];
        for (int i = 0; i < senders.length; i++) {
            senders[i] = new Cell("request", NONE);
        }
        this.requests = Row.of(senders);
    }

    /** {@code ioreq_send()} of an invalidation: a request that is still out is not posted again. */
    void post(int sender) {
        if (!postsUnanswered || requests.get(sender).get() == NONE) {
            requests.get(sender).set(POSTED);
        }
    }

    /** {@code wait_for_io()}. */
    void await(int sender) {
        while (requests.get(sender).get() != NONE) {
            // The vCPU is descheduled until the server's event.
        }
    }

    /** The sender sends nothing any more. */
    void ends(int sender) {
        if (postsUnanswered) {
            await(sender);
        }
        requests.get(sender).set(ENDED);
    }

    /** Answers requests until all senders have ended. */
    void serve() {
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < requests.size(); i++) {
                more |= serves(requests.get(i));
            }
        }
    }

    /** Answers a request, if there is one; says whether there can be more from its sender. */
    private boolean serves(Cell request) {
        int state = request.get();
        if (state == POSTED) {
            answer(request);
        }
        return state != ENDED;
    }

    private void answer(Cell request) {
        if (acknowledgesFirst) {
            request.set(NONE);
            invalidate();
        } else {
            invalidate();
            request.set(NONE);
        }
    }

    /** {@code xen_invalidate_map_cache()}. A server that has one thread only needs no lock here. */
    private void invalidate() {
        if (twoThreads) {
            lock.lock();
        }
        for (int gfn = 0; gfn < cache.size(); gfn++) {
            keep(gfn, false);
        }
        if (twoThreads) {
            lock.unlock();
        }
    }

    /** {@code xen_map_cache()}, on another thread: the lock covers both the look-up in the p2m and the cached mapping. */
    void map(int gfn) {
        boolean found = mapsUnlocked && p2m.finds(gfn);
        lock.lock();
        if (mapsUnlocked ? found : p2m.finds(gfn)) {
            keep(gfn, true);
        }
        lock.unlock();
    }

    private void keep(int gfn, boolean mapped) {
        cache.get(gfn).set(mapped ? 1 : 0);
        history.maps(number, gfn, mapped);
    }
}
