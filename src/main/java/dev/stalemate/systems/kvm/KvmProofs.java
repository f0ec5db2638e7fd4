package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmInvariants.AS_ON_A_VCPU;
import static dev.stalemate.systems.kvm.KvmInvariants.AS_ON_A_VCPU_OR_CD;
import static dev.stalemate.systems.kvm.KvmInvariants.AS_REPLACED_BUT_FOR_PAT;
import static dev.stalemate.systems.kvm.KvmInvariants.PAT_COUNTS_WITHOUT_QUIRK;
import static dev.stalemate.systems.kvm.KvmInvariants.PAT_COUNTS_WITH_DEVICE;
import static dev.stalemate.systems.kvm.KvmInvariants.TYPED;

import dev.stalemate.model.Proofs;

/**
 * Claims that are proved for every frame, every number of vCPUs and every register value.
 *
 * <p>A proof's guest does all that the claim's does, and more: one that may do anything but move a valid range with CD=0 and E=1 stands for
 * those that follow the SDM. So no step has to look at other vCPUs, as those of the SDM's rounds do. Where a vCPU starts parked (K2c, K4c, K12h) and
 * a leaf has an owner, there is no proof: the parked one can't be left out, as the others are.
 */
final class KvmProofs {
    /** Any MTRR and PAT, at the largest MAXPHYADDR; two frames, one of them of MMIO: a proof takes each for either. */
    private static final String WIDE = "frames=2,mmio=1,wrmsr=wide,init=none,maxphyaddr=52";

    /** Ends of fixed ranges, holes for PCI, and where the upper half of the guest's memory begins. */
    private static final String[] ELSEWHERE = {
        "frames=0x7f000+0xc5000", "frames=0x100000000+0xfee00000", "frames=0x8000000000000+0x3000"
    };

    private static final String TWO = WIDE + ",vcpus=2";
    private static final String HOTPLUG = TWO + ",hotplug=bare,devices=3";
    private static final String UNMOVED = ",guest=free,ranges=unmoved";
    private static final String EVERY_PAT_ENTRY = ",pat-index=0+1+2+3+4+5+6+7";

    /** Registers have as many bits and pairs as {@link #WIDE} says. */
    private static final String REGISTERS = "every register value (52 address bits, 8 variable pairs)";

    private static final String EVERY = "every frame, of memory or MMIO, every number of vCPUs, " + REGISTERS;
    private static final String ONE_DEVICE = ", 1 device";
    private static final String DEVICES = ", up to 3 devices";
    private static final String BUT_UNMOVED = ", if no valid variable range moves on a vCPU with CD=0 and E=1";

    private KvmProofs() {}

    static void all(Proofs proofs) {
        leaf(proofs, "K2", TWO + UNMOVED, AS_ON_A_VCPU, EVERY + ONE_DEVICE + BUT_UNMOVED);
        for (String claim : new String[] {"K4", "K4b", "K4d", "K4e", "K4g"}) {
            leaf(proofs, claim, HOTPLUG + UNMOVED, AS_ON_A_VCPU_OR_CD, EVERY + DEVICES + BUT_UNMOVED);
        }
        proofs.of("K5c")
                .at(WIDE + UNMOVED)
                .elsewhere(ELSEWHERE)
                .any("gpa")
                .by(AS_ON_A_VCPU)
                .says("every frame, of memory or MMIO, " + REGISTERS + ONE_DEVICE
                        + ", if no valid variable range moves with CD=0 and E=1");
        for (String claim : new String[] {"K10b", "K10c", "K10d", "K10f"}) {
            leaf(proofs, claim, HOTPLUG + UNMOVED, AS_ON_A_VCPU, EVERY + DEVICES + BUT_UNMOVED);
        }
        for (String claim : new String[] {"K11", "K11c"}) {
            leaf(proofs, claim, HOTPLUG, PAT_COUNTS_WITH_DEVICE, EVERY + DEVICES);
        }
        for (String claim : new String[] {"K12", "K12c", "K12f", "K13b", "K19c"}) {
            leaf(proofs, claim, HOTPLUG, AS_ON_A_VCPU, EVERY + DEVICES);
        }
        typed(proofs, "K12g", TWO + ",devices=3" + EVERY_PAT_ENTRY, PAT_COUNTS_WITHOUT_QUIRK, DEVICES);
        typed(proofs, "H2fix", TWO + EVERY_PAT_ENTRY, PAT_COUNTS_WITH_DEVICE, ONE_DEVICE);
        typed(proofs, "H2b", HOTPLUG, AS_REPLACED_BUT_FOR_PAT, DEVICES);
        typed(proofs, "H2d", TWO, AS_REPLACED_BUT_FOR_PAT, ONE_DEVICE);
        proofs.of("K14f").at(TWO).elsewhere(ELSEWHERE).any("gpa", "vcpu").says(EVERY + ONE_DEVICE);
    }

    private static void typed(Proofs proofs, String claim, String scope, String invariant, String devices) {
        proofs.of(claim)
                .at(scope)
                .elsewhere(ELSEWHERE)
                .any("gpa", "vcpu")
                .by(TYPED, invariant)
                .says(EVERY + devices);
    }

    private static void leaf(Proofs proofs, String claim, String scope, String invariant, String says) {
        proofs.of(claim)
                .at(scope)
                .elsewhere(ELSEWHERE)
                .any("gpa", "vcpu")
                .by(invariant)
                .says(says);
    }
}
