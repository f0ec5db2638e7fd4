package dev.stalemate.pathfinder.target;

/**
 * Map caches as in the thread's patch: each vCPU removes a page by hypercall, sends an invalidation to the IOREQ server if a flag is set,
 * and waits for the answer; the server maps pages, and drops its mappings when it gets an invalidation.
 */
class MapCacheCode extends ConcurrentCode {
    private static final int NONE = 0;
    private static final int POSTED = 1;

    final SpinLock p2mLock = new SpinLock();
    final SpinLock cacheLock = new SpinLock();
    final Cell[] p2m;
    final Cell[] cache;

    private final int vcpus;
    private final boolean mapper;
    private final AtomicFlag[] flags;
    private final Cell[] requests;
    private final Cell left = new Cell("left", 0);
    private final SpinLock leftLock = new SpinLock();
    /** What the cache holds. */
    private final Ghost mapped;

    /**
     * The code of some vCPUs, each with a page of its own, and a server.
     *
     * @param flags one for the domain, or one a vCPU
     * @param mapper whether a thread of the server maps each page again, at any time; all are mapped at first
     */
    MapCacheCode(Checks checks, int vcpus, int flags, boolean mapper) {
        super(checks);
        this.vcpus = vcpus;
        this.mapper = mapper;
        this.flags = new AtomicFlag[flags];
        this.p2m = new Cell[vcpus];
        this.cache = new Cell[vcpus];
        this.requests = new Cell[vcpus];
        this.mapped = new Ghost(vcpus);
        for (int i = 0; i < flags; i++) {
            this.flags[i] = new AtomicFlag();
        }
        for (int i = 0; i < vcpus; i++) {
            p2m[i] = new Cell("p2m", 1);
            cache[i] = new Cell("cache", 1);
            requests[i] = new Cell("request", NONE);
            mapped.set(i, 1);
        }
    }

    @Override
    public final void run(int thread) {
        if (thread < vcpus) {
            hypercall(thread);
            leftLock.lock();
            left.set(left.get() + 1);
            leftLock.unlock();
        } else if (thread == vcpus) {
            serve();
        } else {
            for (int gfn = 0; mapper && gfn < vcpus; gfn++) {
                map(gfn);
            }
        }
    }

    private void hypercall(int vcpu) {
        AtomicFlag flag = flags[flags.length == 1 ? 0 : vcpu];
        remove(vcpu, flag);
        if (flag.get() && flag.testAndClear()) {
            requests[vcpu].set(POSTED);
            await(requests[vcpu]);
        }
        check(
                "dropped-before-guest-runs",
                mapped.get(vcpu) == 0,
                "the guest runs, and the server maps the page that it lost");
    }

    /** {@code p2m_free_entry()}. */
    void remove(int gfn, AtomicFlag flag) {
        p2mLock.lock();
        p2m[gfn].set(0);
        flag.set();
        p2mLock.unlock();
    }

    /** {@code vcpu_ioreq_handle_completion()}. */
    @SuppressWarnings("ThreadPriorityCheck") // the vCPU is descheduled until the server's event
    void await(Cell request) {
        while (request.get() != NONE) {
            Thread.yield();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // the server sleeps until it has something to do
    private void serve() {
        while (left.get() < vcpus) {
            for (int vcpu = 0; vcpu < vcpus; vcpu++) {
                if (requests[vcpu].get() == POSTED) {
                    answer(requests[vcpu]);
                }
            }
            Thread.yield();
        }
    }

    void answer(Cell request) {
        invalidate();
        acknowledge(request);
    }

    /** {@code xen_invalidate_map_cache()}. */
    final void invalidate() {
        cacheLock.lock();
        for (int gfn = 0; gfn < vcpus; gfn++) {
            keep(gfn, 0);
        }
        cacheLock.unlock();
    }

    final void acknowledge(Cell request) {
        request.set(NONE);
    }

    /** {@code xen_map_cache()}: the lock covers both the look-up in the p2m and the cached mapping. */
    void map(int gfn) {
        cacheLock.lock();
        keep(gfn, p2m[gfn].get());
        cacheLock.unlock();
    }

    final void keep(int gfn, int frame) {
        cache[gfn].set(frame);
        mapped.set(gfn, frame);
    }

    @Override
    public final void end() {
        // Nothing is left to look at.
    }
}
