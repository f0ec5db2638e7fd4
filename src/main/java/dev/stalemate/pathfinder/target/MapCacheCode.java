package dev.stalemate.pathfinder.target;

/**
 * Map caches as in the thread's patch and after it: a removal from the p2m sets a flag, and a vCPU on its way back to the guest that finds the
 * flag set sends an invalidation to the IOREQ servers and waits for them.
 *
 * <p>What is bounded: a vCPU makes one hypercall, which removes the next pages, as many as it has extents, or none if none is left. With
 * superpages or MMIO there are two hypercalls at least, and with superpages the second one replaces the whole superpage. A hypercall with
 * pages left is always preempted where hypercalls are preempted. The other domain removes one page. Servers have mapped everything at first;
 * with one vCPU, or if it is created late, the first server maps the first page at any time on a second thread.
 */
final class MapCacheCode extends ConcurrentCode {
    private final MapCacheScope scope;
    private final MapCacheDesign design;
    private final Row<AtomicFlag> flags;
    private final MapCacheTable p2m;
    private final Row<MapCacheServer> servers;
    /** How many servers there are, where that changes. */
    private final Cell created = new Cell("servers", 0);
    /** Held by a vCPU that is on a CPU, if another domain may pause it. */
    private final Row<SpinLock> cpus;

    private final boolean pauses;
    private final MapCacheHistory history;
    /** Pages that were removed; which one is next is no part of the protocol. */
    private final Ghost removed = new Ghost(1);

    MapCacheCode(Checks checks, MapCacheScope scope, MapCacheDesign design) {
        super(checks);
        this.scope = scope;
        this.design = design;
        this.pauses = scope.foreign && design.is(MapCacheDesign.PAUSES);
        this.history = new MapCacheHistory(this, scope);
        this.p2m = new MapCacheTable(scope);
        AtomicFlag[] bits = new AtomicFlag[design.is(MapCacheDesign.DOMAIN_FLAG) ? 1 : scope.vcpus];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = new AtomicFlag();
        }
        this.flags = Row.of(bits);
        MapCacheServer[] emulators = new MapCacheServer[scope.servers];
        for (int i = 0; i < emulators.length; i++) {
            emulators[i] = new MapCacheServer(i, scope, design, p2m, history);
        }
        this.servers = Row.of(emulators);
        SpinLock[] locks = new SpinLock[scope.vcpus];
        for (int v = 0; v < locks.length; v++) {
            locks[v] = new SpinLock();
            history.runs(v, !pauses);
        }
        this.cpus = Row.of(locks);
    }

    @Override
    public void run(int thread) {
        int other = thread - scope.vcpus - servers.size();
        if (thread < scope.vcpus) {
            vcpu(thread);
        } else if (other < 0) {
            servers.get(thread - scope.vcpus).serve();
        } else if (scope.maps && other == 0) {
            mapFirst();
        } else if (scope.foreign && other == (scope.maps ? 1 : 0)) {
            removeForeign();
        } else {
            p2m.memory.set(1);
        }
    }

    private void mapFirst() {
        if (scope.late) {
            created.set(servers.size());
        }
        servers.get(0).map(0);
    }

    private void vcpu(int v) {
        resume(v);
        for (int call = v; call < scope.calls(); call += scope.vcpus) {
            if (scope.superpage && call == 1) {
                replaceSuperpage(v);
            } else {
                removePages(v);
            }
        }
        deschedule(v);
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).ends(v);
        }
    }

    private void deschedule(int v) {
        if (pauses) {
            history.runs(v, false);
            cpus.get(v).unlock();
        }
    }

    /** {@code hvm_do_resume()}, if the vCPU may have been descheduled. */
    private void resume(int v) {
        if (pauses) {
            cpus.get(v).lock();
        }
        if (scope.foreign && design.is(MapCacheDesign.LOOKS_ON_RESUME)) {
            history.runs(v, false);
            look(v);
        }
        history.runs(v, true);
    }

    /** {@code XENMEM_decrease_reservation}; each time it is preempted, guest code may run, and then it is re-executed. */
    private void removePages(int v) {
        int left = scope.extents;
        while (left > 0) {
            history.runs(v, false);
            boolean preempted = false;
            while (left > 0 && !preempted) {
                left = removePage(MapCacheHistory.BY_VCPU + v) ? left - 1 : 0;
                preempted = scope.preempt && left > 0;
            }
            if (!preempted || !design.is(MapCacheDesign.AT_COMPLETION)) {
                look(v);
            }
            leave(v, !preempted);
        }
    }

    private void leave(int v, boolean complete) {
        if (complete) {
            history.complete(MapCacheHistory.BY_VCPU + v);
        }
        history.runs(v, true);
    }

    /** {@code p2m_set_entry()}; false if no page was removed. */
    private boolean removePage(int by) {
        boolean asked = !design.is(MapCacheDesign.SERVER_ASKED_FIRST) || hasServer();
        p2m.lock.lock();
        boolean done = splitSuperpage(by) && removed.get(0) < scope.frames;
        if (done) {
            removeEntry(removed.count(0), by, asked);
        }
        p2m.lock.unlock();
        return done;
    }

    /** {@code p2m_split_superpage()}: if there is no memory for a table, what is freed is a copy of the superpage's entry. */
    private boolean splitSuperpage(int by) {
        int above = p2m.above();
        if (above == MapCacheTable.RAM) {
            if (p2m.memory.get() == 0) {
                if (!design.is(MapCacheDesign.REMOVED_ONLY)) {
                    freeSuperpage(by);
                }
                return false;
            }
            p2m.setAbove(MapCacheTable.TABLE);
        }
        return above != MapCacheTable.INVALID;
    }

    private void removeEntry(int gfn, int by, boolean asked) {
        if (design.is(MapCacheDesign.FLAGS_FIRST)) {
            request(by);
        }
        int type = p2m.entry(gfn);
        p2m.clear(gfn);
        if (type == MapCacheTable.RAM) {
            history.removed(gfn, by);
        }
        if (asked && !design.is(MapCacheDesign.FLAGS_FIRST)) {
            freeEntry(by, design.is(MapCacheDesign.TYPE_AFTERWARDS) ? p2m.entry(gfn) : type);
        }
    }

    /** A superpage's entry gets another base; if it was split, its table and the entries there are freed. */
    private void replaceSuperpage(int v) {
        int by = MapCacheHistory.BY_VCPU + v;
        history.runs(v, false);
        p2m.lock.lock();
        int above = p2m.above();
        int from = removed.get(0);
        removed.set(0, scope.frames);
        p2m.setAbove(MapCacheTable.INVALID);
        for (int gfn = from; gfn < scope.frames; gfn++) {
            history.removed(gfn, by);
        }
        if (above == MapCacheTable.RAM) {
            freeSuperpage(by);
        }
        for (int gfn = from; above == MapCacheTable.TABLE && gfn < scope.frames; gfn++) {
            freeEntry(by, p2m.entry(gfn));
        }
        p2m.lock.unlock();
        look(v);
        leave(v, true);
    }

    private void freeSuperpage(int by) {
        if (!design.is(MapCacheDesign.LEAVES_ONLY)) {
            freeEntry(by, MapCacheTable.RAM);
        }
    }

    /** {@code p2m_free_entry()} of a superpage's entry or one of the last level. */
    private void freeEntry(int by, int type) {
        boolean asks = !design.is(MapCacheDesign.SERVER_ASKED_FIRST);
        boolean isRam = type == MapCacheTable.RAM || design.is(MapCacheDesign.ANY_TYPE);
        if ((!asks || hasServer()) && isRam) {
            request(by);
        }
    }

    /** {@code domain_has_ioreq_server()}. */
    private boolean hasServer() {
        return !scope.late || created.get() > 0;
    }

    /** {@code ioreq_request_mapcache_invalidate()}; in the patch, nothing unless the domain is the current one. */
    private void request(int by) {
        if (by != MapCacheHistory.TOOLSTACK) {
            flagOf(by - MapCacheHistory.BY_VCPU).set();
        } else if (design.is(MapCacheDesign.FOREIGN_FLAG)) {
            for (int i = 0; i < flags.size(); i++) {
                flags.get(i).set();
            }
        }
    }

    private AtomicFlag flagOf(int v) {
        return flags.get(flags.size() == 1 ? 0 : v);
    }

    /** The end of {@code do_trap_hypercall()}, and what {@code hvm_do_resume()} does about the flag. */
    private void look(int v) {
        AtomicFlag flag = flagOf(v);
        boolean again = true;
        while (again && (design.is(MapCacheDesign.CLEARS_ONLY) || flag.get()) && flag.testAndClear()) {
            signal(v);
            again = design.is(MapCacheDesign.LOOKS_ON_RESUME);
        }
    }

    /** {@code ioreq_signal_mapcache_invalidate()}, and the wait of the vCPU, which is descheduled meanwhile. */
    private void signal(int v) {
        send(v);
        if (pauses) {
            cpus.get(v).unlock();
        }
        int first = design.is(MapCacheDesign.WAITS_FOR_ONE) ? servers.size() - 1 : 0;
        for (int i = first; i < servers.size() && !design.is(MapCacheDesign.NO_WAIT); i++) {
            servers.get(i).await(v);
        }
        if (pauses) {
            cpus.get(v).lock();
        }
    }

    private void send(int sender) {
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).post(sender);
            if (i == 0) {
                history.sent();
            }
        }
    }

    /** Another domain removes a page. */
    private void removeForeign() {
        for (int v = 0; pauses && v < scope.vcpus; v++) {
            cpus.get(v).lock();
        }
        boolean unused = removePage(MapCacheHistory.TOOLSTACK);
        if (design.is(MapCacheDesign.FORWARDS)) {
            send(scope.vcpus);
            for (int i = 0; i < servers.size(); i++) {
                servers.get(i).await(scope.vcpus);
            }
        }
        history.complete(MapCacheHistory.TOOLSTACK);
        for (int v = 0; pauses && v < scope.vcpus; v++) {
            cpus.get(v).unlock();
        }
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).ends(scope.vcpus);
        }
    }

    @Override
    public void end() {
        // Nothing is left to look at.
    }
}
