package dev.stalemate.real.kvm;

import dev.stalemate.paging.EptLeaf;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The EPT leaves that exist, each with who installed it and since when it is stale. Columns of numbers, found by address space, level and
 * frame; a leaf keeps its place while it lives.
 */
final class Leaves {
    /** Most leaves at a time: 16 GiB of guest in 4 KiB pages. */
    static final int MOST = 1 << 22;

    /** No leaf, or no finding. */
    static final int NONE = -1;

    /** The leaf is of no vCPU's own rule. */
    static final int STALE = 1;
    /** A guest believes an access uncached that the leaf makes cached. */
    static final int WEAKER = 2;
    /** It is taken for host MMIO. */
    static final int MMIO = 4;
    /** The vCPU that installed it had CR0.CD=1. */
    static final int WITH_CD = 8;
    /** Waits for the next guest entry to be reported. */
    static final int WAITING = 16;
    /** Nobody saw it being installed. */
    static final int UNSEEN = 32;

    /** It is right if a device came or went, and impossible otherwise: that is not decided yet. */
    static final int OPEN = 64;

    private static final long FREE = -1;
    private static final int LEVELS = 8;
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

    /** What a leaf is found by: its address space, 0 or 1, its first frame, and its level. */
    static long key(int space, long gfn, int level) {
        return (gfn << 4) | ((long) level << 1) | space;
    }

    /** The place of the leaf of an address space, level and frame, or {@link #NONE}. */
    int find(long key) {
        return places.get(key);
    }

    /** Adds a leaf that isn't there; false if there are too many. */
    boolean add(long key, int type, long frame, int vcpu, long line, int flag) {
        if (places.size() == MOST) {
            return false;
        }
        int place = freed > 0 ? free[--freed] : used;
        if (place == used) {
            if (used == keys.length) {
                grow();
            }
            used++;
        }
        places.put(key, place);
        keys[place] = key;
        types[place] = type;
        frames[place] = frame;
        vcpus[place] = vcpu;
        lines[place] = line;
        flags[place] = flag;
        findings[place] = NONE;
        counts[type]++;
        return true;
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

    long key(int place) {
        return keys[place];
    }

    int space(int place) {
        return (int) (keys[place] & 1);
    }

    int level(int place) {
        return (int) (keys[place] >> 1) & (LEVELS - 1);
    }

    long gfn(int place) {
        return keys[place] >>> 4;
    }

    /** The first byte that it maps. */
    long gpa(int place) {
        return gfn(place) << 12;
    }

    /** How many bytes it maps. */
    long size(int place) {
        return bytes(level(place));
    }

    /** How many bytes a leaf of a level maps. */
    static long bytes(int level) {
        return 1L << (9 * level + 3);
    }

    /** EMT and IPAT, as {@link EptLeaf} packs them. */
    int type(int place) {
        return types[place];
    }

    long frame(int place) {
        return frames[place];
    }

    /** Who installed it, or -1. */
    int vcpu(int place) {
        return vcpus[place];
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
