package dev.stalemate.systems.guesttlb;

import dev.stalemate.systems.guesttlb.GuestTlbDesign.AtArrival;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.AtSwitch;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.NewVpid;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.Tag;
import java.util.List;

/** The designs that come with the tool: KVM by fix, and what goes wrong without one of their parts. */
final class GuestTlbDesigns {
    static final GuestTlbDesign LINUX_5_16 = new Named(
            "linux-5.16",
            "KVM on VMX since Linux 5.16 and 5.15.7: flushes at switches are requests, served under the new root; what was asked for is served before the switch",
            Tag.VCPU,
            AtSwitch.ROOT_LOADED,
            NewVpid.HARDWARE_AND_SHADOW,
            true,
            AtArrival.ALL_IF_IT_MOVED);
    static final GuestTlbDesign FLUSHES_ROOT_LEFT = new Named(
            "flushes-root-left",
            "up to 1438921c6d (2018, Linux 4.20): a switch between L1 and L2 flushes at once, under the root that it leaves",
            Tag.VCPU,
            AtSwitch.ROOT_LEFT,
            NewVpid.HARDWARE_AND_SHADOW,
            true,
            AtArrival.LOADED_IF_IT_MOVED);
    static final GuestTlbDesign FLUSHES_L1_AT_ENTRY = new Named(
            "flushes-l1-at-entry",
            "as flushes-root-left, but only where L2 is entered",
            Tag.VCPU,
            AtSwitch.ROOT_LEFT_AT_ENTRY,
            NewVpid.HARDWARE_AND_SHADOW,
            true,
            AtArrival.LOADED_IF_IT_MOVED);
    static final GuestTlbDesign FLUSHES_ROOT_LOADED = new Named(
            "flushes-root-loaded",
            "1438921c6d (2018), Linux 4.20 to 5.7: a switch asks for a flush, made once the other root is loaded; migration flushes the loaded root alone",
            Tag.VCPU,
            AtSwitch.ROOT_LOADED,
            NewVpid.HARDWARE_AND_SHADOW,
            true,
            AtArrival.LOADED_IF_IT_MOVED);
    static final GuestTlbDesign REQUEST_OUTLIVES_LEVEL = new Named(
            "request-outlives-level",
            "up to 40e5f90804 (2021, Linux 5.16 and 5.15.7): a flush that was asked for is served as the vCPU next runs, at whatever level",
            Tag.VCPU,
            AtSwitch.ROOT_LOADED,
            NewVpid.HARDWARE_AND_SHADOW,
            false,
            AtArrival.ALL_IF_IT_MOVED);
    static final GuestTlbDesign VPID_FLUSHES_HARDWARE = new Named(
            "vpid-flushes-hardware",
            "up to 712494de96 (2021, Linux 5.16 and 5.15.7): another VPID for L2 flushes TLBs, and not L2's shadow tables",
            Tag.VCPU,
            AtSwitch.ROOT_LOADED,
            NewVpid.HARDWARE,
            true,
            AtArrival.ALL_IF_IT_MOVED);
    static final GuestTlbDesign VPID_FLUSHES_NOTHING = new Named(
            "vpid-flushes-nothing",
            "as linux-5.16, but another VPID for L2 flushes nothing",
            Tag.VCPU,
            AtSwitch.ROOT_LOADED,
            NewVpid.NOTHING,
            true,
            AtArrival.ALL_IF_IT_MOVED);

    static final GuestTlbDesign ARM_VMID = arm(
            "arm-vmid",
            "KVM/Arm up to 94d0e5980d (2016, Linux 4.9): a tag for the guest, and nothing is flushed as a vCPU runs",
            AtArrival.NEVER);
    static final GuestTlbDesign ARM_LAST_VCPU = arm(
            "arm-last-vcpu",
            "KVM/Arm since 94d0e5980d (2016, Linux 4.9): a CPU on which another vCPU ran last is flushed",
            AtArrival.LOADED_IF_ANOTHER_RAN_LAST);
    static final GuestTlbDesign ARM_MIGRATION = arm(
            "arm-flushes-migration",
            "as arm-last-vcpu, but each vCPU remembers its CPU, not each CPU its vCPU",
            AtArrival.LOADED_IF_IT_MOVED);

    static final List<GuestTlbDesign> ALL = List.of(
            LINUX_5_16,
            FLUSHES_ROOT_LEFT,
            FLUSHES_L1_AT_ENTRY,
            FLUSHES_ROOT_LOADED,
            REQUEST_OUTLIVES_LEVEL,
            VPID_FLUSHES_HARDWARE,
            VPID_FLUSHES_NOTHING,
            ARM_VMID,
            ARM_LAST_VCPU,
            ARM_MIGRATION);

    private GuestTlbDesigns() {}

    private static GuestTlbDesign arm(String name, String says, AtArrival atArrival) {
        return new Named(name, says, Tag.VM, AtSwitch.ROOT_LOADED, NewVpid.HARDWARE_AND_SHADOW, true, atArrival);
    }

    /** A design with a name, as a list of choices. */
    private record Named(
            String name,
            String says,
            Tag tag,
            AtSwitch atSwitch,
            NewVpid newVpid,
            boolean servesBeforeSwitch,
            AtArrival atArrival)
            implements GuestTlbDesign {
        @Override
        public String toString() {
            return name;
        }
    }
}
