package dev.stalemate.pathfinder.target;

/** What has happened, for the properties: the same fields and the same conditions as in the model. */
final class MapCacheHistory {
    /** Whose removal of a page is under way; a vCPU's number plus {@link #BY_VCPU}. */
    static final int NOBODY = 0;

    static final int TOOLSTACK = 1;
    static final int BY_VCPU = 2;

    private final ConcurrentCode code;
    private final int vcpus;
    private final int servers;
    private final int frames;
    /** Whether a vCPU runs guest code. */
    private final Ghost runs;
    /** Whether a server maps the page that a gfn has, or had, at first. */
    private final Ghost maps;
    /** Whether a gfn has lost its page; who removes it still; and whether no invalidation was sent since. */
    private final Ghost lost;

    private final Ghost remover;
    private final Ghost unsent;

    MapCacheHistory(ConcurrentCode code, MapCacheScope scope) {
        this.code = code;
        this.vcpus = scope.vcpus;
        this.servers = scope.servers;
        this.frames = scope.frames;
        this.runs = new Ghost(vcpus);
        this.maps = new Ghost(servers * frames);
        this.lost = new Ghost(frames);
        this.remover = new Ghost(frames);
        this.unsent = new Ghost(frames);
    }

    /** A vCPU begins to run guest code, or leaves it. */
    void runs(int vcpu, boolean on) {
        runs.set(vcpu, on ? 1 : 0);
        look();
    }

    /** A server maps a page, or drops it. */
    void maps(int server, int gfn, boolean on) {
        maps.set(server * frames + gfn, on ? 1 : 0);
        look();
    }

    /** A gfn loses its page. */
    void removed(int gfn, int by) {
        lost.set(gfn, 1);
        remover.set(gfn, by);
        unsent.set(gfn, 1);
        look();
    }

    /** The call of a remover has returned for good. */
    void complete(int by) {
        for (int gfn = 0; gfn < frames; gfn++) {
            if (remover.get(gfn) == by) {
                remover.set(gfn, NOBODY);
            }
        }
        look();
    }

    /** An invalidation is sent to all servers. */
    void sent() {
        boolean due = false;
        for (int gfn = 0; gfn < frames; gfn++) {
            due |= unsent.get(gfn) != 0;
            unsent.set(gfn, 0);
        }
        code.check("no-needless-invalidation", due, "no page was removed since the last invalidation");
    }

    private void look() {
        boolean any = false;
        for (int vcpu = 0; vcpu < vcpus; vcpu++) {
            any |= runs.get(vcpu) != 0;
        }
        for (int gfn = 0; any && gfn < frames; gfn++) {
            if (lost.get(gfn) != 0) {
                look(gfn);
            }
        }
    }

    /** Some guest code runs, and a gfn has lost its page. */
    private void look(int gfn) {
        int by = remover.get(gfn);
        boolean stale = false;
        for (int server = 0; server < servers; server++) {
            stale |= maps.get(server * frames + gfn) != 0;
        }
        boolean due = by < BY_VCPU || runs.get(by - BY_VCPU) != 0;
        code.check(
                "dropped-before-guest-runs", !stale || !due, "the guest runs, and a server maps a page that it lost");
        code.check(
                "dropped-before-return",
                !stale || by != NOBODY,
                "the removal has returned, the guest runs, and a server maps the page");
        code.check(
                "sent-before-return",
                unsent.get(gfn) == 0 || by != NOBODY,
                "the removal has returned, the guest runs, and no invalidation was sent");
    }
}
