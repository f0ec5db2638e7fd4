package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Pat;
import dev.stalemate.real.format.MsrList.Value;
import dev.stalemate.real.format.Reading.Pair;
import dev.stalemate.real.format.Reading.PairSet;
import dev.stalemate.real.format.Reading.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes facts of register values. A value that no register can hold (SDM 11.11.2) is a problem and is taken as not stated; so is
 * one that a processor would refuse whatever its MAXPHYADDR.
 */
final class MsrDecoder {
    private static final int WIDEST = 52;
    private static final long FRAME_BITS = ((1L << WIDEST) - 1) & ~0xFFFL;

    /** Without IA32_MTRRCAP, so many pairs in a row are taken for all: fewer are taken for a part. */
    private static final int USUAL_PAIRS = 8;

    /** RdMem and WrMem of a field of AMD's fixed ranges: where reads and writes go, beside the type (APM volume 2, 7.9.1). */
    private static final int RD_WR_MEM = 0x18;

    private static final long CAP_FIX = 1 << 8;
    private static final long SYSCFG_TOM2_ENABLED = 1 << 21;
    private static final long SYSCFG_TOM2_FORCES_WB = 1 << 22;
    /** TOP_MEM2 is a multiple of 8 MiB. */
    private static final long TOP_MEM_RESERVED = 0x7FFFFF;

    private static final long FOUR_GIB = 1L << 32;

    private final Map<Integer, Value> values;
    private final Map<Integer, Integer> refused;
    private final Reading.Builder reading;

    MsrDecoder(Map<Integer, Value> values, Map<Integer, Integer> refused, Reading.Builder reading) {
        this.values = values;
        this.refused = refused;
        this.reading = reading;
    }

    /**
     * Adds what the registers state.
     *
     * @param refused registers that can't be read, with the line that says so
     */
    static void decode(Map<Integer, Value> values, Map<Integer, Integer> refused, Reading.Builder reading) {
        MsrDecoder decoder = new MsrDecoder(values, refused, reading);
        decoder.singles();
        decoder.pairs();
    }

    /** Adds what all registers but the pairs state. */
    void singles() {
        defType();
        fixed();
        pat();
        tom2();
        smrr();
        reading.registersWhole = true;
    }

    private @Nullable Value legal(int msr) {
        @Nullable Value value = values.get(msr);
        if (value == null || MtrrMsr.accepts(msr, value.bits(), WIDEST, MtrrMsr.MAX_VCNT)) {
            return value;
        }
        reading.problem(
                value.line(),
                String.format("MSR 0x%x can't hold 0x%x; the register is taken as unknown", msr, value.bits()));
        return null;
    }

    private void defType() {
        @Nullable Value value = legal(MtrrMsr.DEF_TYPE);
        if (value != null) {
            reading.enabled = (value.bits() & MtrrMsr.E) != 0;
            reading.fixedEnabled = (value.bits() & MtrrMsr.FE) != 0;
            reading.defaultType = MemType.ofCode((int) (value.bits() & 0xFF));
        } else if (!values.containsKey(MtrrMsr.DEF_TYPE)
                && values.keySet().stream().anyMatch(msr -> MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT))) {
            reading.problem(reading.line, "IA32_MTRR_DEF_TYPE (0x2ff) is not in the list");
        }
        @Nullable Value cap = values.get(MtrrMsr.CAP);
        if (cap != null && vcnt() != null && (cap.bits() & CAP_FIX) == 0) {
            reading.fixedEnabled = false;
        }
    }

    private void fixed() {
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            @Nullable Value value = values.get(MtrrMsr.fixed(i));
            for (int byteNumber = 0; value != null && byteNumber < 8; byteNumber++) {
                int code = (int) (value.bits() >>> (8 * byteNumber)) & 0xFF;
                int type = code & ~RD_WR_MEM;
                if (MemType.legalInMtrr(type)) {
                    reading.field(8 * i + byteNumber, Objects.requireNonNull(MemType.ofCode(type)));
                } else {
                    reading.problem(
                            value.line(),
                            String.format(
                                    "byte %d of MSR 0x%x is 0x%x, which is no type; it is taken as unknown",
                                    byteNumber, MtrrMsr.fixed(i), code));
                }
            }
        }
    }

    /** IA32_MTRRCAP.VCNT; null where it is not stated or can't be. */
    private @Nullable Integer vcnt() {
        @Nullable Value cap = values.get(MtrrMsr.CAP);
        if (cap == null) {
            return null;
        }
        int vcnt = (int) (cap.bits() & 0xFF);
        return vcnt <= MtrrMsr.MAX_VCNT && cap.bits() >>> 16 == 0 ? vcnt : null;
    }

    private void pairs() {
        @Nullable Value cap = values.get(MtrrMsr.CAP);
        @Nullable Integer vcnt = vcnt();
        if (cap != null && vcnt == null) {
            reading.problem(
                    cap.line(), String.format("IA32_MTRRCAP can't hold 0x%x; it is taken as unknown", cap.bits()));
        }
        int listed = IntStream.range(0, MtrrMsr.MAX_VCNT)
                .filter(slot ->
                        values.containsKey(MtrrMsr.physBase(slot)) || values.containsKey(MtrrMsr.physMask(slot)))
                .map(slot -> slot + 1)
                .max()
                .orElse(0);
        if (listed == 0 && (vcnt == null || vcnt > 0)) {
            return;
        }
        boolean missing = false;
        List<Pair> pairs = new ArrayList<>();
        int first = Integer.MAX_VALUE;
        for (int slot = 0; slot < Math.max(listed, vcnt == null ? 0 : vcnt); slot++) {
            for (int msr : new int[] {MtrrMsr.physBase(slot), MtrrMsr.physMask(slot)}) {
                Value value = values.get(msr);
                first = value == null ? first : Math.min(first, value.line());
            }
            missing |= !pair(slot, pairs);
        }
        missing |= !isEnd(listed, vcnt);
        int line = first == Integer.MAX_VALUE ? reading.line : first;
        reading.set(new PairSet("registers", line, ImmutableList.copyOf(pairs), missing));
    }

    /** Adds the pair if it is enabled; false if it may be and is not known. */
    boolean pair(int slot, List<Pair> pairs) {
        @Nullable Value mask = legal(MtrrMsr.physMask(slot));
        if (mask != null && (mask.bits() & MtrrMsr.V) == 0) {
            return true;
        }
        @Nullable Value base = legal(MtrrMsr.physBase(slot));
        if (mask == null || base == null) {
            int msr = mask == null ? MtrrMsr.physMask(slot) : MtrrMsr.physBase(slot);
            if (!values.containsKey(msr)) {
                Value other = mask == null ? base : mask;
                reading.problem(
                        other == null ? reading.line : other.line(),
                        String.format("pair %d is not known: MSR 0x%x is not in the list", slot, msr));
            }
            return false;
        }
        int line = Math.max(base.line(), mask.line());
        if ((mask.bits() & FRAME_BITS) == 0) {
            reading.problem(
                    line,
                    "the mask of pair " + slot
                            + " has no address bit, so that the pair rules every address; it is taken as unknown");
            return false;
        }
        MemType type = Objects.requireNonNull(MemType.ofCode((int) (base.bits() & 0xFF)));
        pairs.add(new Pair(line, slot, base.bits() & FRAME_BITS, mask.bits() & FRAME_BITS, type));
        return true;
    }

    /** Whether there is no pair after those listed. */
    private boolean isEnd(int listed, @Nullable Integer vcnt) {
        if (vcnt != null) {
            if (listed > vcnt) {
                Value cap = Objects.requireNonNull(values.get(MtrrMsr.CAP));
                reading.problem(cap.line(), "IA32_MTRRCAP states " + vcnt + " pairs, and the list has " + listed);
            }
            return listed <= vcnt;
        }
        if (listed == MtrrMsr.MAX_VCNT || refused.containsKey(MtrrMsr.physBase(listed))) {
            return true;
        }
        reading.problem(
                reading.line,
                "IA32_MTRRCAP (0xfe) is not in the list, so that there may be more than the " + listed
                        + " pairs in it");
        return listed >= USUAL_PAIRS;
    }

    private void pat() {
        @Nullable Value value = legal(Pat.MSR);
        if (value != null) {
            reading.pat = IntStream.range(0, Pat.ENTRIES)
                    .mapToObj(i -> Pat.entry(value.bits(), i))
                    .collect(ImmutableList.toImmutableList());
        }
    }

    private void tom2() {
        @Nullable Value syscfg = values.get(Msrs.SYSCFG);
        @Nullable Value top = values.get(Msrs.TOP_MEM2);
        if (syscfg == null) {
            // A list with TOP_MEM2 alone is an AMD processor's, and does not tell whether it counts.
            if (top != null && top.bits() > FOUR_GIB) {
                reading.tom2Unknown = true;
                reading.problem(
                        top.line(),
                        "SYSCFG (0xc0010010) is not in the list, so that it is not known whether TOP_MEM2 makes memory WB");
            }
        } else if ((syscfg.bits() & SYSCFG_TOM2_ENABLED) != 0 && (syscfg.bits() & SYSCFG_TOM2_FORCES_WB) != 0) {
            if (top == null || top.bits() >>> WIDEST != 0 || (top.bits() & TOP_MEM_RESERVED) != 0) {
                reading.tom2Unknown = true;
                reading.problem(
                        top == null ? syscfg.line() : top.line(),
                        "memory above 4 GiB up to TOP_MEM2 (0xc001001d) is WB, and where that is, is not known");
            } else {
                reading.tom2 = OptionalLong.of(top.bits());
            }
        }
    }

    private void smrr() {
        @Nullable Value base = values.get(Msrs.SMRR_BASE);
        @Nullable Value mask = values.get(Msrs.SMRR_MASK);
        if (base == null || mask == null) {
            return;
        }
        long start = base.bits() & mask.bits() & FRAME_BITS;
        long maskBits = mask.bits() & FRAME_BITS;
        if ((mask.bits() & MtrrMsr.V) == 0 || maskBits == 0) {
            reading.remark(
                    Topic.SMRR,
                    mask.line(),
                    "the SMRR is not enabled: SMRAM has the type that the MTRRs give it, in and outside SMM");
        } else {
            long end = start + Long.lowestOneBit(maskBits);
            @Nullable MemType type = MemType.ofCode((int) (base.bits() & 0xFF));
            reading.remark(
                    Topic.SMRR,
                    base.line(),
                    start,
                    end,
                    String.format(
                            "the SMRR 0x%x-0x%x is %s in SMM and can't be reached outside, whatever the MTRRs say",
                            start, end - 1, type == null ? "of a reserved type" : type.toString()));
        }
    }
}
