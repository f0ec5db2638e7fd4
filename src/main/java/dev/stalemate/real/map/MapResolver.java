package dev.stalemate.real.map;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMap;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.real.line.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Concludes memory types from facts that may have holes.
 *
 * <p>Each hole is filled in two or three ways that differ wherever the missing value would rule; {@link MtrrMap} resolves each
 * filling; an address's type is known where all agree. So nothing here repeats a rule of precedence, and a UC range for instance
 * stays UC although other registers are missing.
 */
public final class MapResolver {
    /** Most pieces of a map: masks with holes can make millions, which no reader wants. */
    private static final int MAX_PIECES = 1 << 14;

    private static final long ADDRESS = (1L << 52) - 1;
    private static final long FOUR_GIB = 1L << 32;

    private final MtrrFacts facts;
    private final int width;

    private static final class TooManyPiecesException extends RuntimeException {}

    private MapResolver(MtrrFacts facts, int width) {
        this.facts = facts;
        this.width = width;
    }

    /**
     * The types of all addresses from 0 to 2^width - 1, neighbours of one type joined.
     *
     * @param width MAXPHYADDR in bits
     */
    public static ImmutableRangeMap<Long, MapType> map(MtrrFacts facts, int width, Problems problems) {
        try {
            return new MapResolver(facts, width).map();
        } catch (MtrrMap.TooFragmentedException | TooManyPiecesException e) {
            int line = facts.variable().isEmpty() ? 1 : facts.variable().get(0).line();
            problems.add(line, "the masks have so many holes that the map has too many pieces to list");
            return ImmutableRangeMap.of(Range.closedOpen(0L, 1L << width), MapType.UNKNOWN);
        }
    }

    private ImmutableRangeMap<Long, MapType> map() {
        RangeMap<Long, MapType> map = agreed(fillings(defaultFillings()));
        if (facts.tom2().isPresent() && facts.tom2().getAsLong() > FOUR_GIB) {
            // SYSCFG.Tom2ForceMemTypeWB makes WB the default type of this stretch (amd_special_default_mtrr of Linux).
            Range<Long> forced = Range.closedOpen(FOUR_GIB, facts.tom2().getAsLong());
            overlay(map, agreed(fillings(List.of(MemType.WB))).subRangeMap(forced));
        } else if (facts.tom2Unknown()) {
            Range<Long> above = Range.closedOpen(FOUR_GIB, Math.max(FOUR_GIB, 1L << width));
            agree(map, agreed(fillings(List.of(MemType.WB))).subRangeMap(above));
        }
        return ImmutableRangeMap.copyOf(map);
    }

    private List<MemType> defaultFillings() {
        MemType stated = facts.defaultType();
        return stated == null ? List.of(MemType.WB, MemType.WC) : List.of(stated);
    }

    /** One way to fill all holes, and for each hole further ways that differ from it in that hole alone. */
    private List<MtrrRegisters> fillings(List<MemType> defaults) {
        MemType first = defaults.get(0);
        long enable =
                (facts.enabled() == Switch.OFF ? 0 : MtrrMsr.E) | (facts.fixedEnabled() == Switch.OFF ? 0 : MtrrMsr.FE);
        List<MtrrRegisters> fillings = new ArrayList<>();
        fillings.add(registers(enable | first.code(), MemType.UC));
        fillings.add(registers(enable | first.code(), MemType.WB));
        defaults.forEach(type -> fillings.add(registers(enable | type.code(), MemType.UC)));
        if (facts.fixedEnabled() == Switch.UNKNOWN) {
            fillings.add(registers((enable & ~MtrrMsr.FE) | first.code(), MemType.UC));
        }
        if (facts.enabled() == Switch.UNKNOWN) {
            fillings.add(registers(first.code(), MemType.UC));
        }
        if (facts.variableMissing()) {
            for (MemType type : new MemType[] {MemType.UC, MemType.WB}) {
                MtrrState everywhere = registers(enable | first.code(), MemType.UC);
                setPair(everywhere, everywhere.vcnt() - 1, type, 0, 0);
                fillings.add(everywhere);
            }
        }
        return fillings;
    }

    /** Registers with one pair to spare. */
    private MtrrState registers(long defType, MemType unknownFields) {
        MtrrState registers = new MtrrState(width, VariableRange.MAX_SLOT + 2);
        write(registers, MtrrMsr.DEF_TYPE, defType);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            long value = 0;
            for (int field = 8 * i + 7; field >= 8 * i; field--) {
                MemType type = facts.fields().getOrDefault(field, unknownFields);
                value = value << 8 | type.code();
            }
            write(registers, MtrrMsr.fixed(i), value);
        }
        for (VariableRange range : facts.variable()) {
            setPair(registers, range.slot(), range.type(), range.base(), range.mask());
        }
        return registers;
    }

    private void setPair(MtrrState registers, int slot, MemType type, long base, long mask) {
        long reachable = ADDRESS >>> (52 - width);
        write(registers, MtrrMsr.physBase(slot), (base & reachable) | type.code());
        write(registers, MtrrMsr.physMask(slot), (mask & reachable) | MtrrMsr.V);
    }

    private static void write(MtrrState registers, int msr, long value) {
        if (!registers.wrmsr(msr, value)) {
            throw new IllegalStateException(
                    String.format("MSR 0x%x refuses 0x%x, which was checked before", msr, value));
        }
    }

    private RangeMap<Long, MapType> agreed(List<MtrrRegisters> fillings) {
        RangeMap<Long, MapType> agreed = total(fillings.get(0));
        for (MtrrRegisters filling : fillings.subList(1, fillings.size())) {
            agree(agreed, total(filling));
        }
        return agreed;
    }

    private RangeMap<Long, MapType> total(MtrrRegisters registers) {
        RangeMap<Long, MapType> total = TreeRangeMap.create();
        total.put(Range.closedOpen(0L, 1L << width), MapType.UNDEFINED);
        Map<Range<Long>, MemType> known = MtrrMap.of(registers).asMapOfRanges();
        if (known.size() > MAX_PIECES) {
            throw new TooManyPiecesException();
        }
        known.forEach((range, type) -> total.putCoalescing(range, MapType.of(type)));
        return total;
    }

    /** Makes unknown in {@code map} what {@code other} says differently. */
    private static void agree(RangeMap<Long, MapType> map, RangeMap<Long, MapType> other) {
        RangeMap<Long, MapType> differing = TreeRangeMap.create();
        other.asMapOfRanges()
                .forEach((range, type) -> map.subRangeMap(range).asMapOfRanges().forEach((part, was) -> {
                    if (was != type) {
                        differing.put(part, MapType.UNKNOWN);
                    }
                }));
        overlay(map, differing);
    }

    private static void overlay(RangeMap<Long, MapType> map, RangeMap<Long, MapType> top) {
        top.asMapOfRanges().forEach(map::putCoalescing);
    }
}
