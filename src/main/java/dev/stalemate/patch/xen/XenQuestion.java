package dev.stalemate.patch.xen;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.systems.xen.design.Hvm;
import dev.stalemate.systems.xen.design.XenDesign.RangeChange;
import dev.stalemate.systems.xen.leaf.Cover;
import dev.stalemate.systems.xen.leaf.Mapping;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a domain as a question has it: all of it, so that a program keeps nothing between two questions. For one thread. */
final class XenQuestion {
    private static final String PART = " | ";
    private static final int PAGE_SHIFT = 12;

    private final StringBuilder text = new StringBuilder(1024);

    /** A call with its arguments about a domain, with cache_flush_permitted() as the base has it. */
    String of(String call, Hvm domain, boolean flushPermitted) {
        return of(call, domain, flushPermitted, null);
    }

    /** A call with its arguments about a domain; where a list has changed, as it was before. */
    String of(String call, Hvm domain, boolean flushPermitted, @Nullable RangeChange range) {
        text.setLength(0);
        text.append(call).append(PART).append("vm");
        bit("iommu", domain.iommu());
        bit("any-type", domain.createdForAnyType());
        bit("started", domain.started());
        text.append(" devices=").append(domain.devices());
        bit("iomem", (range != null && !range.ioports()) ? !range.emptyBefore() : domain.iomem());
        bit("ioport", (range != null && range.ioports()) ? !range.emptyBefore() : domain.ioport());
        bit("flush-permitted", range == null ? flushPermitted : range.flushPermittedBefore());
        int current = domain.current();
        text.append(" current=").append(current == Hvm.ANOTHER_DOMAINS ? "none" : String.valueOf(current));
        for (int v = 0; v < domain.vcpus(); v++) {
            text.append(PART).append("vcpu ").append(v);
            bit("cd", domain.cacheDisabled(v));
            registers(domain.mtrrs(v));
        }
        return text.toString();
    }

    /** The call about a leaf, with the facts about its block. */
    static String emt(Hvm domain, Mapping block) {
        return XenCall.EMT + " gfn=" + hex(domain.address(block.gfn()) >>> PAGE_SHIFT) + " mfn=" + hex(block.mfn())
                + " order=" + block.order() + " type=" + block.type() + " ro=" + cover(block.readOnlyMmio())
                + " valid=" + (block.valid() ? 1 : 0) + " special=" + cover(block.special()) + " apic="
                + (block.apicAccessPage() ? 1 : 0) + " pinned=" + pinned(block.pinned()) + " host=" + block.hostType();
    }

    private static String cover(Cover cover) {
        return cover.toString().toLowerCase(Locale.ROOT);
    }

    private static String pinned(int pinned) {
        return switch (pinned) {
            case Mapping.NOT_PINNED -> "none";
            case Mapping.PARTLY_PINNED -> "part";
            default -> String.valueOf(pinned);
        };
    }

    private void registers(MtrrRegisters mtrrs) {
        text.append(" def=").append(hex(mtrrs.defType())).append(" fixed=");
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            text.append(i == 0 ? "" : ",").append(hex(mtrrs.fixed(i)));
        }
        text.append(" var=");
        for (int n = 0; n < mtrrs.vcnt(); n++) {
            text.append(n == 0 ? "" : ",")
                    .append(hex(mtrrs.base(n)))
                    .append(':')
                    .append(hex(mtrrs.mask(n)));
        }
    }

    private void bit(String name, boolean set) {
        text.append(' ').append(name).append('=').append(set ? '1' : '0');
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
