package dev.stalemate.pathfinder.target;

/** How much there is of everything in the code of map caches; the settings of its system, in their order. */
final class MapCacheScope {
    final int vcpus;
    final int servers;
    final int frames;
    final int extents;
    final boolean preempt;
    final boolean foreign;
    final boolean superpage;
    /** Whether a second thread of the first server maps the first page. */
    final boolean maps;
    /** Whether the first server is created while the domain runs. */
    final boolean late;
    /** Whether the first entry is one of MMIO and not of RAM. */
    final boolean mmio;

    MapCacheScope(int[] numbers) {
        vcpus = numbers[0];
        servers = numbers[1];
        frames = numbers[2];
        extents = numbers[3];
        preempt = numbers[4] > 0;
        foreign = numbers[5] > 0;
        superpage = numbers[6] > 0;
        late = numbers[7] > 0;
        mmio = numbers[8] > 0;
        maps = late || vcpus == 1;
    }

    /** Hypercalls of all vCPUs together: one each, and at least as many as there are kinds of entries to remove. */
    int calls() {
        return Math.max(vcpus, superpage || mmio ? 2 : 1);
    }

    /** Threads: the vCPUs, the servers, and those of {@link #maps}, {@link #foreign} and {@link #superpage}. */
    int threads() {
        return vcpus + servers + (maps ? 1 : 0) + (foreign ? 1 : 0) + (superpage ? 1 : 0);
    }
}
