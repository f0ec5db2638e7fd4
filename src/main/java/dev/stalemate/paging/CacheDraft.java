package dev.stalemate.paging;

import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import java.util.List;
import java.util.function.IntFunction;

/** What a system uses of {@link CacheLines}, which {@link CacheLines#of} begins. */
public final class CacheDraft {
    /** Which accesses that go around the caches look into them first: they write the line back, and take it from them. */
    public enum Checks {
        /** None. MTRRs that say UC allow that: it is for memory that was never cached. */
        NOTHING,
        /** Those of type UC, as where page tables say so (SDM 11.5.2.2). Those of type WC may not look (SDM 11.12.4). */
        UC,
        /** Those of type UC and WC, as on CPUs with self-snoop (CPUID.1:EDX.SS). */
        UC_AND_WC
    }

    final Index cpu;
    final Index frame;
    final int values;
    final IntFunction<String> text;
    Checks checks = Checks.NOTHING;
    boolean buffered;
    boolean lateFlushes;
    boolean writable = true;
    boolean coherentAliases;
    private Index alias = Index.single("alias");

    CacheDraft(Index cpu, Index frame, int values, IntFunction<String> text) {
        this.cpu = cpu;
        this.frame = frame;
        this.values = values;
        this.text = text;
    }

    /** Accesses that go around the caches look into them first. By default none does. */
    public CacheDraft checking(Checks which) {
        checks = which;
        return this;
    }

    /** Whether writes of type WC wait in buffers. By default they are in RAM at once. */
    public CacheDraft buffered(boolean waits) {
        buffered = waits;
        return this;
    }

    /** Whether a flush can be begun that happens later. */
    public CacheDraft lateFlushes(boolean used) {
        lateFlushes = used;
        return this;
    }

    /** Memory ignores writes, as ROM does; caches don't. */
    public CacheDraft ignoringWrites() {
        writable = false;
        return this;
    }

    /**
     * Each frame has a line for each element of an index.
     *
     * @param coherent whether accesses and flushes by CPUs find the lines of all aliases, as with SME_COHERENT; those of devices don't
     */
    public CacheDraft aliases(Index index, boolean coherent) {
        alias = index;
        coherentAliases = coherent;
        return this;
    }

    /** Declares the fields. */
    public CacheLines declare(Layout.Builder layout) {
        return declare(layout, true);
    }

    /** The same; with {@code present} false there are none, data are always 0, and no operation does anything. */
    public CacheLines declare(Layout.Builder layout, boolean present) {
        return new CacheLines(this, layout, present);
    }

    /** What a line in a cache is numbered by. */
    List<Index> places() {
        return alias.size() == 1 ? List.of(cpu, frame) : List.of(cpu, alias, frame);
    }
}
