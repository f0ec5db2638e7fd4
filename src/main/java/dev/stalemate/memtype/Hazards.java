package dev.stalemate.memtype;

import static dev.stalemate.memtype.Hazard.COMBINED_WRITES;
import static dev.stalemate.memtype.Hazard.EARLY_READ;
import static dev.stalemate.memtype.Hazard.KEPT_WRITE;
import static dev.stalemate.memtype.Hazard.SLOWER;
import static dev.stalemate.memtype.Hazard.SPECULATIVE_READ;
import static dev.stalemate.memtype.Hazard.STALE_MEMORY;
import static dev.stalemate.memtype.Hazard.STALE_READ;
import static dev.stalemate.memtype.Hazard.WEAK_ORDER;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What can go wrong with accesses that have one effective type and should have another (SDM 11.3, table 11-2).
 *
 * <p>A type is what it lets the processor do. What goes wrong is what the type that is there allows and the one that should be there
 * doesn't; where it allows less, accesses are slower. Both can be so at once: WT in place of WC caches reads, and doesn't merge writes as
 * freely. UC- as an effective type is UC.
 *
 * <p>Left out are pages that have two types at the same time (11.12.4), lines that are in the cache from the time of another type
 * (11.11.8), and instructions that want WB themselves, such as MONITOR.
 *
 * <p>There is one object for each set, so that asking allocates nothing.
 */
public final class Hazards {
    private static final Hazard[] GRAVEST_FIRST = Hazard.values();

    private static final Hazards[] ALL =
            IntStream.range(0, 1 << GRAVEST_FIRST.length).mapToObj(Hazards::new).toArray(Hazards[]::new);

    /** Nothing goes wrong. */
    public static final Hazards NONE = ALL[0];

    /** By the codes of both types. */
    private static final Hazards[][] OF_PAIRS = ofPairs();

    private final int mask;

    private Hazards(int mask) {
        this.mask = mask;
    }

    /**
     * What can go wrong.
     *
     * @param is the effective type that accesses have
     * @param should the one that software relies on
     */
    public static Hazards of(MemType is, MemType should) {
        return OF_PAIRS[is.code()][should.code()];
    }

    private static Hazards[][] ofPairs() {
        Hazards[][] table = new Hazards[8][8];
        for (MemType is : MemType.values()) {
            for (MemType should : MemType.values()) {
                table[is.code()][should.code()] = between(liberties(is), liberties(should));
            }
        }
        return table;
    }

    /** What a type allows the processor that strongly ordered, uncached accesses don't. */
    private static int liberties(MemType type) {
        return switch (type) {
            case UC, UC_MINUS -> 0;
            case WC -> mask(WEAK_ORDER, EARLY_READ, COMBINED_WRITES, SPECULATIVE_READ);
            case WT -> mask(STALE_READ, KEPT_WRITE, EARLY_READ, COMBINED_WRITES, SPECULATIVE_READ);
            case WP -> mask(STALE_READ, EARLY_READ, SPECULATIVE_READ);
            case WB -> mask(STALE_MEMORY, STALE_READ, KEPT_WRITE, EARLY_READ, COMBINED_WRITES, SPECULATIVE_READ);
        };
    }

    private static Hazards between(int is, int should) {
        return ALL[(is & ~should) | ((should & ~is) == 0 ? 0 : mask(SLOWER))];
    }

    private static int mask(Hazard... hazards) {
        return Arrays.stream(hazards).mapToInt(Hazard::bit).sum();
    }

    /** Both these and others. */
    public Hazards and(Hazards others) {
        return ALL[mask | others.mask];
    }

    /** Of these, only that accesses are slower. */
    public Hazards inSpeed() {
        return ALL[mask & SLOWER.bit()];
    }

    /** Whether a hazard is among these. */
    public boolean has(Hazard hazard) {
        return (mask & hazard.bit()) != 0;
    }

    /** Whether there is none, not even slowness. */
    public boolean isEmpty() {
        return mask == 0;
    }

    /**
     * The gravest.
     *
     * @throws IllegalStateException if there is none
     */
    public Hazard gravest() {
        if (isEmpty()) {
            throw new IllegalStateException("nothing goes wrong");
        }
        return GRAVEST_FIRST[Integer.numberOfTrailingZeros(mask)];
    }

    /** From the gravest on. */
    public Stream<Hazard> stream() {
        return Arrays.stream(GRAVEST_FIRST).filter(this::has);
    }

    @Override
    public String toString() {
        return stream().map(Hazard::name).collect(Collectors.joining(" "));
    }
}
