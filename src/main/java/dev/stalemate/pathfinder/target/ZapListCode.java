package dev.stalemate.pathfinder.target;

/**
 * The zap list of the thread as in its sketch, translated from C to Java line by line: each vCPU's MTRR update queues the ranges that change
 * under the lock; one vCPU zaps for all, and the others wait for it.
 */
@SuppressWarnings(
        "NullAway") // range is C's pointer: null once the list has it; Java PathFinder has no class for an annotation
class ZapListCode extends ConcurrentCode {
    private static final int PAGES = 3;

    final SpinLock lock = new SpinLock();
    final ListHead list = new ListHead();
    final Flag zapping = new Flag();

    private final int vcpus;
    private final int ranges;
    private final int updates;
    final ZapMemory memory;
    private final Pause pause = new Pause();

    /** Which vCPU waits for which page to be zapped. */
    private final Ghost pending;

    ZapListCode(Checks checks, int[] numbers) {
        super(checks);
        this.vcpus = numbers[0];
        this.ranges = numbers[1];
        this.updates = numbers[2];
        this.memory = new ZapMemory(this, vcpus, ranges * updates);
        this.pending = new Ghost(vcpus * PAGES);
    }

    /** The ranges of an update overlap: the first two have the same start, the others the same end. */
    private static int start(int range) {
        return range < 2 ? 1 : 0;
    }

    private static int end(int range) {
        return range == 0 ? 2 : 3;
    }

    /** Some updates of all ranges. */
    @Override
    public final void run(int vcpu) {
        for (int i = 0; i < updates; i++) {
            pause.at("update");
            for (int r = 0; r < ranges; r++) {
                pend(vcpu, start(r), end(r));
            }
            update(vcpu);
            for (int page = 0; page < PAGES; page++) {
                check(
                        "leaves-zapped",
                        pending.get(vcpu * PAGES + page) == 0,
                        "a vCPU leaves before its range was zapped");
            }
        }
    }

    private void pend(int vcpu, int start, int end) {
        for (int page = start; page < end; page++) {
            pending.set(vcpu * PAGES + page, 1);
        }
    }

    private void update(int vcpu) {
        ZapRange range = null;
        boolean doZap = false;
        for (int r = 0; r < ranges; r++) {
            int start = start(r);
            int end = end(r);
            if (foundUnlocked(start, end)) {
                continue;
            }
            if (range == null) {
                range = memory.allocate(vcpu);
            }
            range.start(start);
            range.end(end);
            lock.lock();
            if (!listed(start, end)) {
                list.addTail(range);
                memory.listed(range, true);
                range = forget(range);
                doZap = alsoZap(doZap, claim());
                unlock();
                doZap |= claimUnlocked();
            } else {
                leave();
            }
        }
        // The sketch says kfree(zap_entry), and declares no zap_entry. It is read as range: what was allocated and not
        // queued.
        if (range != null) {
            freeRest(range);
        }
        if (doZap) {
            zapAll();
        }
        await();
    }

    /** A look into the list before the lock is taken: not here. */
    boolean foundUnlocked(int start, int end) {
        return false;
    }

    /** {@code if (range not in list)}. */
    boolean listed(int start, int end) {
        return isInList(start, end);
    }

    /** {@code list_for_each_entry()}, up to an entry with the same start and end. */
    final boolean isInList(int start, int end) {
        for (ListHead at = list.next(); at != list; at = at.next()) {
            if (isSame((ZapRange) at, start, end)) {
                return true;
            }
        }
        return false;
    }

    boolean isSame(ZapRange listed, int start, int end) {
        return listed.start() == start && listed.end() == end;
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

    /** {@code do_zap} is set by a claim, and stays. */
    boolean alsoZap(boolean doZap, boolean claimed) {
        return doZap || claimed;
    }

    /** The exit for a range that is in the list. */
    void leave() {
        unlock();
    }

    void freeRest(ZapRange range) {
        memory.free(range);
    }

    void zapAll() {
        lock.lock();
        while (!list.isEmpty()) {
            zapOne(first());
        }
        zapping.set(false);
        unlock();
    }

    /** {@code list_first_entry()}. */
    final ZapRange first() {
        return (ZapRange) list.next();
    }

    /** Takes a range out of the list, and zaps it without the lock. */
    void zapOne(ZapRange range) {
        unlink(range);
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

    void unlink(ZapRange range) {
        range.delete();
        memory.listed(range, false);
    }

    final void zap(ZapRange range) {
        int start = range.start();
        zap(start, range.end());
    }

    /** {@code kvm_zap_gfn_range()}. */
    final void zap(int start, int end) {
        Turn.at("zap");
        for (int v = 0; v < vcpus; v++) {
            for (int page = start; page < end; page++) {
                pending.set(v * PAGES + page, 0);
            }
        }
    }

    final void free(ZapRange range) {
        memory.free(range);
    }

    final void unlock() {
        check(
                "flag-clear-list-empty",
                zapping.isSet() || !memory.isAnyListed(),
                "the flag is clear, and a range is listed");
        lock.unlock();
    }

    @Override
    public final void end() {
        check("no-leaked-range", !memory.isAnyOwned(), "a range was never freed");
    }
}
