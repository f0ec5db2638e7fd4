package dev.stalemate.real.kvm;

import dev.stalemate.paging.EptLeaf;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The EPT leaves that exist, each with the vCPU that installed it and since when it is stale. Columns of numbers, found by address space, level and
 * frame; a leaf keeps its place while it lives.
 */
final class Leaves {
    /** Most leaves at a time: 16 GiB of guest in 4 KiB pages. */
    static final int MOST = 1 << 22;

    /** No leaf, or no finding. */
    static final int NONE = -1;

    /** It is not what would be installed now for any vCPU. */
    static final int STALE = 1;
    /** A vCPU believes an access uncached that it makes cached. */
    static final int WEAKER = 2;
    /** It is taken for host MMIO. */
    static final int MMIO = 4;
    /** The vCPU that installed it had CR0.CD=1. */
    static final int WITH_CD = 8;
    /** It waits for the next guest entry to be reported. */
    static final int WAITING = 16;
    /** No event told of its installation. */
    static final int UNSEEN = 32;

    /** It is right if a device came or went, and impossible otherwise: that is not decided yet. */
    static final int OPEN = 64;

    /** What it should be, or whether it is still there, can't be known from the trace. */
    static final int UNSURE = 128;

    private static final long FREE = -1;
    private static final int FIRST_ROOM = 1 << 10;

    private final LongTable places = new LongTable();
    private long[] keys = new long[FIRST_ROOM];
    private int[] types = new int[FIRST_ROOM];
    private int[] flags = new int[FIRST_ROOM];
    private int[] vcpus = new int[FIRST_ROOM];
    private long[] frames = new long[FIRST_ROOM];
    private long[] lines = new long[FIRST_ROOM];
    private int[] findings = new int[FIRST_ROOM];
    private final int[] counts = new int[EptLeaf.BOUND];
    private int[] free = new int[FIRST_ROOM];
    private int freed;
    private int used;

    /** How many there are. */
    int count() {
        return places.size();
    }

    /** How many of a type there are. */
    int count(int type) {
        return counts[type];
    }

    /** All places that may hold a leaf are below this. */
    int bound() {
        return used;
    }

    /** Whether a place holds a leaf. */
    boolean holds(int place) {
        return place < used && keys[place] != FREE;
    }

    /** The places of all leaves, by frame. */
    int[] inOrder() {
        return IntStream.range(0, used)
                .filter(this::holds)
                .boxed()
                .sorted((a, b) -> Long.compare(keys[a], keys[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The place of the leaf with a key, or {@link #NONE}. */
    int find(LeafKey key) {
        return places.get(key.packed());
    }

    /**
     * Adds a leaf that is not there.
     *
     * @param flag what is known of it, such as {@link #MMIO}; 0 for nothing
     * @return its place, or {@link #NONE} if there are too many
     */
    int add(TracedLeaf leaf, int flag) {
        if (places.size() == MOST) {
            return NONE;
        }
        int place = freed > 0 ? free[--freed] : used;
        if (place == used) {
            if (used == keys.length) {
                grow();
            }
            used++;
        }
        long key = leaf.key().packed();
        places.put(key, place);
        keys[place] = key;
        types[place] = leaf.type();
        frames[place] = leaf.frame();
        vcpus[place] = leaf.vcpu();
        lines[place] = leaf.line();
        flags[place] = flag;
        findings[place] = NONE;
        counts[leaf.type()]++;
        return place;
    }

    void remove(int place) {
        places.remove(keys[place]);
        keys[place] = FREE;
        counts[types[place]]--;
        free[freed++] = place;
    }

    void clear() {
        places.clear();
        Arrays.fill(counts, 0);
        used = 0;
        freed = 0;
    }

    LeafKey key(int place) {
        return LeafKey.of(keys[place]);
    }

    /** Whether a leaf maps any of these bytes, the last one included. */
    boolean maps(int place, long first, long last) {
        LeafKey key = key(place);
        return key.gpa() <= last && key.gpa() + key.bytes() > first;
    }

    /** The leaf as an event showed it. */
    TracedLeaf leaf(int place) {
        return new TracedLeaf(key(place), types[place], frames[place], vcpus[place], lines[place]);
    }

    /** Whether the leaf maps the same frames with the same type as another. */
    boolean sameMapping(int place, TracedLeaf other) {
        return types[place] == other.type() && frames[place] == other.frame();
    }

    /** EMT and IPAT, as {@link EptLeaf} packs them. */
    int type(int place) {
        return types[place];
    }

    /** The line that installed it, or that showed it first. */
    long line(int place) {
        return lines[place];
    }

    boolean is(int place, int flag) {
        return (flags[place] & flag) != 0;
    }

    void set(int place, int flag, boolean on) {
        flags[place] = on ? flags[place] | flag : flags[place] & ~flag;
    }

    /** The number of the finding about it, or {@link #NONE}. */
    int finding(int place) {
        return findings[place];
    }

    void setFinding(int place, int finding) {
        findings[place] = finding;
    }

    private void grow() {
        int room = 2 * keys.length;
        keys = Arrays.copyOf(keys, room);
        types = Arrays.copyOf(types, room);
        flags = Arrays.copyOf(flags, room);
        vcpus = Arrays.copyOf(vcpus, room);
        frames = Arrays.copyOf(frames, room);
        lines = Arrays.copyOf(lines, room);
        findings = Arrays.copyOf(findings, room);
        free = Arrays.copyOf(free, room);
    }
}
