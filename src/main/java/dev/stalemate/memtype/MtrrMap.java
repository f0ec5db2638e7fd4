package dev.stalemate.memtype;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import org.jspecify.annotations.Nullable;

/**
 * The MTRRs' view of a whole address space as a map of ranges.
 *
 * <p>A variable range whose mask has holes is many stretches of addresses; they are found by bisecting aligned blocks until every
 * range covers or misses the block. Each clear bit above the lowest set bit of a mask doubles the stretches, so a map may need
 * billions of pieces; it is refused above {@link #MAX_BLOCKS}.
 */
public final class MtrrMap {
    /** Most blocks that are looked at before a map is refused: 2^20, a fraction of a second. */
    public static final int MAX_BLOCKS = 1 << 20;

    private final MtrrRegisters registers;
    private final MemType defaultType;
    private final ImmutableRangeMap.Builder<Long, MemType> pieces = ImmutableRangeMap.builder();
    private int blocks;
    private long pieceStart;
    private @Nullable MemType pieceType;

    private MtrrMap(MtrrRegisters registers) {
        this.registers = registers;
        this.defaultType = Mtrrs.defaultType(registers);
    }

    /** A map was refused because it falls into more than {@link #MAX_BLOCKS} blocks; look up addresses or pages instead. */
    public static final class TooFragmentedException extends RuntimeException {
        TooFragmentedException() {
            super("the variable MTRRs cut the address space into more than " + MAX_BLOCKS
                    + " blocks (masks with holes repeat their pattern); ask for single addresses or pages instead");
        }
    }

    /**
     * The types of [0, 2^MAXPHYADDR): closed-open ranges of byte addresses, neighbours of one type joined, and gaps where the SDM
     * leaves the type undefined. Agrees with {@link Mtrrs#type} at every address.
     *
     * @throws TooFragmentedException if more than {@link #MAX_BLOCKS} blocks would have to be looked at
     */
    public static ImmutableRangeMap<Long, MemType> of(MtrrRegisters r) {
        long end = 1L << r.maxPhyAddr();
        if (!Mtrrs.enabled(r)) {
            return ImmutableRangeMap.of(Range.closedOpen(0L, end), MemType.UC);
        }
        MtrrMap map = new MtrrMap(r);
        if (Mtrrs.fixedEnabled(r)) {
            map.addFixed();
            for (long block = FixedRanges.END; block < end; block <<= 1) {
                map.addBlock(block, block);
            }
        } else {
            map.addBlock(0, end);
        }
        map.add(end, null);
        return map.pieces.build();
    }

    private void addFixed() {
        for (int field = 0; field < FixedRanges.FIELDS; field++) {
            add(FixedRanges.start(field), FixedRanges.type(registers, field));
        }
    }

    private void addBlock(long start, long size) {
        if (++blocks > MAX_BLOCKS) {
            throw new TooFragmentedException();
        }
        int survey = Blocks.survey(registers, start, -size);
        int covering = Blocks.covering(survey);
        int partial = Blocks.partial(survey);
        if (Overlap.settled(covering, partial, defaultType)) {
            add(start, Overlap.type(covering | partial, defaultType));
        } else {
            addBlock(start, size / 2);
            addBlock(start + size / 2, size / 2);
        }
    }

    /** The type (null: undefined) changes to {@code type} at {@code start}; starts come in ascending order. */
    private void add(long start, @Nullable MemType type) {
        if (type == pieceType) {
            return;
        }
        if (pieceType != null) {
            pieces.put(Range.closedOpen(pieceStart, start), pieceType);
        }
        pieceStart = start;
        pieceType = type;
    }
}
