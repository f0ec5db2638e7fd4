package dev.stalemate.memtype;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Arrays;
import java.util.EnumSet;

/**
 * What decides whether an EPT entry or EPTP is well-formed: IA32_VMX_EPT_VPID_CAP, MAXPHYADDR and one VM-execution control.
 *
 * @param maxPhyAddr the physical processor's MAXPHYADDR in bits, 32 to 52
 */
public record EptCapabilities(int maxPhyAddr, ImmutableSet<Feature> features) {
    /** A capability of IA32_VMX_EPT_VPID_CAP (SDM appendix A.10) or, for {@link #MODE_BASED_EXECUTE}, a control in use. */
    public enum Feature {
        /** RWX = 100 is a legal combination. */
        EXECUTE_ONLY,
        /** A PDE may map 2 MiB. */
        PAGE_2M,
        /** A PDPTE may map 1 GiB. */
        PAGE_1G,
        /** EPTP bit 6 may enable accessed and dirty flags. */
        ACCESSED_DIRTY,
        /** EPT structures may be accessed as UC. */
        STRUCTURES_UC,
        /** EPT structures may be accessed as WB. */
        STRUCTURES_WB,
        /** Five-level walks. */
        WALK_5,
        /** EPTP bit 7 may restrict supervisor shadow-stack accesses. */
        SUPERVISOR_SHADOW_STACK,
        /** The VM-execution control "mode-based execute control for EPT" is 1: bit 10 is the user-mode execute permission. */
        MODE_BASED_EXECUTE,
    }

    public EptCapabilities {
        if (maxPhyAddr < 32 || maxPhyAddr > 52) {
            throw new IllegalArgumentException("maxphyaddr " + maxPhyAddr + " is not in 32..52");
        }
        // The enum's own set answers contains() with one bit test.
        features = Sets.immutableEnumSet(features);
    }

    /** What server processors of the last decade share: all but five levels, shadow stacks and mode-based execution. */
    public static EptCapabilities usual(int maxPhyAddr) {
        return new EptCapabilities(
                maxPhyAddr,
                Sets.immutableEnumSet(
                        Feature.EXECUTE_ONLY,
                        Feature.PAGE_2M,
                        Feature.PAGE_1G,
                        Feature.ACCESSED_DIRTY,
                        Feature.STRUCTURES_UC,
                        Feature.STRUCTURES_WB));
    }

    /** Whether a feature is there. */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** The same with some features added. */
    public EptCapabilities with(Feature... added) {
        return new EptCapabilities(
                maxPhyAddr,
                ImmutableSet.<Feature>builder().addAll(features).add(added).build());
    }

    /** The same with some features taken away. */
    public EptCapabilities without(Feature... removed) {
        EnumSet<Feature> rest = EnumSet.noneOf(Feature.class);
        rest.addAll(features);
        rest.removeAll(Arrays.asList(removed));
        return new EptCapabilities(maxPhyAddr, Sets.immutableEnumSet(rest));
    }

    /** Address bits 51:MAXPHYADDR, which every entry must keep clear. */
    long reservedAddressBits() {
        return (1L << 52) - (1L << maxPhyAddr);
    }
}
