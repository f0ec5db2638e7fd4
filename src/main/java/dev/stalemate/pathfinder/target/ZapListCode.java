package dev.stalemate.pathfinder.target;

/**
 * The zap list of the thread as in its sketch, translated from C to Java line by line: each vCPU's MTRR update queues the ranges that change
 * under the lock; one vCPU zaps for all, and the others wait for it.
 */
@SuppressWarnings(
        "NullAway") // range is C's pointer: null once the list has it; Java PathFinder has no class for an annotation
class ZapListCode extends ConcurrentCode {
    final SpinLock lock = new SpinLock();
    final ZapRangeList list = new ZapRangeList(this);
    final Flag zapping = new Flag();

    private final int vcpus;
    private final int ranges;
    /** What kmalloc() returns to each vCPU, one after the other; made beforehand, so that Java PathFinder knows that they are shared. */
    private final ZapRange[] memory;

    /** Which vCPU waits for which range to be zapped. */
    private final Ghost pending;

    private final Ghost allocated;
    private final Ghost freed = new Ghost(1);

    ZapListCode(Checks checks, int vcpus, int ranges) {
        super(checks);
        this.vcpus = vcpus;
        this.ranges = ranges;
        this.memory = new ZapRange[vcpus * ranges];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = new ZapRange(this);
        }
        this.pending = new Ghost(vcpus * ranges);
        this.allocated = new Ghost(vcpus);
    }

    /** An update of all ranges. */
    @Override
    public final void run(int vcpu) {
        for (int start = 0; start < ranges; start++) {
            pending.set(vcpu * ranges + start, 1);
        }
        update(vcpu);
        for (int start = 0; start < ranges; start++) {
            check(
                    "leaves-zapped",
                    pending.get(vcpu * ranges + start) == 0,
                    "a vCPU leaves before its range was zapped");
        }
    }

    private void update(int vcpu) {
        ZapRange range = null;
        boolean doZap = false;
        for (int start = 0; start < ranges; start++) {
            if (foundUnlocked(start)) {
                continue;
            }
            if (range == null) {
                range = allocate(vcpu);
            }
            range.start(start);
            lock.lock();
            if (!listed(start)) {
                list.addTail(range);
                range = forget(range);
                doZap |= claim();
                unlock();
                doZap |= claimUnlocked();
            } else {
                leave();
            }
        }
        if (range != null) {
            freeRest(range);
        }
        if (doZap) {
            zapAll();
        }
        await();
    }

    /** A look into the list before the lock is taken: not here. */
    boolean foundUnlocked(int start) {
        return false;
    }

    /** {@code if (range not in list)}. */
    boolean listed(int start) {
        return list.contains(start);
    }

    /** {@code range = NULL}: it belongs to the list now. */
    ZapRange forget(ZapRange range) {
        return null;
    }

    /** {@code if (!zapping) do_zap = zapping = true}. */
    boolean claim() {
        if (zapping.get()) {
            return false;
        }
        zapping.set(true);
        return true;
    }

    /** The same after the unlock: not here. */
    boolean claimUnlocked() {
        return false;
    }

    /** The exit for a range that is in the list. */
    void leave() {
        unlock();
    }

    void freeRest(ZapRange range) {
        free(range);
    }

    void zapAll() {
        lock.lock();
        while (!list.isEmpty()) {
            zapOne(list.next());
        }
        zapping.set(false);
        unlock();
    }

    /** Takes a range out of the list, and zaps it without the lock. */
    void zapOne(ZapRange range) {
        list.remove(range);
        unlock();
        zap(range);
        free(range);
        lock.lock();
    }

    /** {@code while (READ_ONCE(zapping)) cpu_relax()}. */
    @SuppressWarnings("ThreadPriorityCheck") // a spin, as in the kernel
    void await() {
        while (zapping.readOnce()) {
            Thread.yield();
        }
    }

    private ZapRange allocate(int vcpu) {
        return memory[vcpu * ranges + allocated.count(vcpu)];
    }

    final void zap(ZapRange range) {
        int start = range.start();
        Turn.at("zap");
        for (int v = 0; v < vcpus; v++) {
            pending.set(v * ranges + start, 0);
        }
    }

    final void free(ZapRange range) {
        Turn.at("free");
        range.free();
        int unused = freed.count(0);
    }

    final void unlock() {
        boolean listed = false;
        for (ZapRange range : memory) {
            listed |= range.isListed();
        }
        check("flag-clear-list-empty", zapping.isSet() || !listed, "the flag is clear, and a range is listed");
        lock.unlock();
    }

    @Override
    public final void end() {
        int all = 0;
        for (int v = 0; v < vcpus; v++) {
            all += allocated.get(v);
        }
        check("no-leaked-range", all <= freed.get(0), "a range was never freed");
    }
}
