package dev.stalemate.real.kvm;

import com.google.common.collect.Range;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.real.map.FixedRange;
import dev.stalemate.real.map.MapType;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.VariableRange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a guest says of its own MTRRs in a boot log or {@code /proc/mtrr}: the vCPUs' registers where a trace begins after they were set.
 * What the file doesn't say stays unknown.
 */
final class InitialMtrrs {
    private static final long ADDRESS = (1L << 52) - 1;

    private final @Nullable MtrrReport report;

    InitialMtrrs(@Nullable MtrrReport report) {
        this.report = report;
    }

    /** Gives a vCPU what is known. */
    void give(TracedVcpu vcpu, GuestWidth width) {
        if (report == null) {
            return;
        }
        MemType defaultType = report.defaultType();
        boolean fixed = report.fixed().size() > 0;
        if (defaultType != null) {
            vcpu.write(MtrrMsr.DEF_TYPE, defaultType.code() | MtrrMsr.E | (fixed ? MtrrMsr.FE : 0));
        }
        giveFixed(vcpu, report);
        if (defaultType == null && report.variable().isEmpty()) {
            return;
        }
        for (int n = 0; n < TracedVcpu.PAIRS; n++) {
            vcpu.write(MtrrMsr.physBase(n), 0);
            vcpu.write(MtrrMsr.physMask(n), 0);
        }
        for (VariableRange range : report.variable()) {
            if (range.slot() < TracedVcpu.PAIRS) {
                vcpu.write(
                        MtrrMsr.physBase(range.slot()),
                        range.base() | range.type().code());
                vcpu.write(MtrrMsr.physMask(range.slot()), extended(range.mask(), report.maxPhyAddr()) | MtrrMsr.V);
                width.sawMask(range.mask());
            }
        }
    }

    /** A mask that reaches the top of the file's address space reaches that of the guest's, which a /proc/mtrr doesn't tell. */
    private static long extended(long mask, int bits) {
        boolean whole = (mask >>> (bits - 1) & 1) != 0;
        return whole ? mask | (ADDRESS & -(1L << bits)) : mask;
    }

    /** How the registers that a vCPU has at the end compare with what its guest says of them; null if nothing is said. */
    @Nullable
    String compare(TracedVcpu vcpu, Doubt doubt) {
        if (report == null) {
            return null;
        }
        for (Map.Entry<Range<Long>, MapType> part : report.map().asMapOfRanges().entrySet()) {
            long address = part.getKey().lowerEndpoint();
            doubt.clear();
            MemType type = Mtrrs.type(vcpu, address);
            if (type != null && !doubt.raised() && differs(part.getValue(), type)) {
                return String.format(
                        "the guest's own file says %s at 0x%x; vCPU 0's registers at the end say %s",
                        part.getValue(), address, type);
            }
        }
        return "the guest's own file agrees with vCPU 0's registers at the end";
    }

    private static boolean differs(MapType said, MemType type) {
        return said != MapType.UNKNOWN
                && said != MapType.UNDEFINED
                && !said.toString().equals(type.toString());
    }

    private static void giveFixed(TracedVcpu vcpu, MtrrReport report) {
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            long value = 0;
            boolean whole = true;
            for (int field = 8 * i + 7; field >= 8 * i; field--) {
                MemType type = type(report, FixedRanges.start(field));
                whole &= type != null;
                value = value << 8 | (type == null ? 0 : type.code());
            }
            if (whole) {
                vcpu.write(MtrrMsr.fixed(i), value);
            }
        }
    }

    private static @Nullable MemType type(MtrrReport report, long address) {
        for (FixedRange range : report.fixed()) {
            if (range.start() <= address && address <= range.last()) {
                return range.type();
            }
        }
        return null;
    }
}
