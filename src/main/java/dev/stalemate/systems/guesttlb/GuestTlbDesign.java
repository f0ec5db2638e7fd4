package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How translations are tagged, and what is flushed when: KVM by fix, and what goes wrong without one of their parts. */
final class GuestTlbDesign extends ChosenDesign<GuestTlbDesign> {
    /** What tells translations apart, beside the level. */
    enum Tag {
        /** Each vCPU has a tag of its own, as a VPID is. */
        VCPU,
        /** All vCPUs of the guest have the same, as a VMID is. */
        VM
    }

    /** What a switch between L1 and L2 flushes, where it must look like a flush of everything. */
    enum AtSwitch {
        /** At once: what is tagged with the root that is loaded, which is the one that the vCPU leaves. */
        ROOT_LEFT,
        /** The same, but only where L2 is entered. */
        ROOT_LEFT_AT_ENTRY,
        /** Before the vCPU runs again: what is tagged with the root that is loaded by then. */
        ROOT_LOADED
    }

    /** What is flushed as L2 runs under another VPID than it did last; all of them have one hardware tag. */
    enum NewVpid {
        /** Nothing. */
        NOTHING,
        /** What TLBs have under that tag. */
        HARDWARE,
        /** The same, and L2's shadow tables. */
        HARDWARE_AND_SHADOW
    }

    /** What is flushed as a vCPU runs on a CPU. */
    enum AtArrival {
        /** All of the vCPU's tags, if it comes from another CPU. */
        ALL_IF_IT_MOVED,
        /** The tag of the root that is loaded, if the vCPU comes from another CPU. */
        LOADED_IF_IT_MOVED,
        /** The tag of the root that is loaded, if another vCPU ran on this CPU last. */
        LOADED_IF_ANOTHER_RAN_LAST,
        /** Nothing. */
        NEVER
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Tag> TAG =
            WAYS.choice("tag", Tag.class, Tag.VCPU, "what has its own tag in TLBs: each vCPU, or the VM as a whole");
    static final Setting<AtSwitch> AT_SWITCH = WAYS.choice(
            "at-switch",
            AtSwitch.class,
            AtSwitch.ROOT_LOADED,
            "under which root a switch between L1 and L2 flushes if L1 uses no VPIDs");
    static final Setting<NewVpid> NEW_VPID = WAYS.choice(
            "new-vpid", NewVpid.class, NewVpid.HARDWARE_AND_SHADOW, "what is flushed when L2 runs under another VPID");
    static final Setting<Boolean> SERVES_BEFORE_SWITCH = WAYS.flag(
            "serves-before-switch",
            true,
            "whether requested flushes are made before the vCPU leaves the level for which they were requested");
    static final Setting<AtArrival> AT_ARRIVAL = WAYS.choice(
            "at-arrival",
            AtArrival.class,
            AtArrival.ALL_IF_IT_MOVED,
            "what is flushed when a vCPU runs on a CPU: all its tags, or that of the loaded root; and under which "
                    + "condition");

    static final ChosenDesigns<GuestTlbDesign> ALL =
            new ChosenDesigns<>(GuestTlbDesign.class, GuestTlbDesign::new, WAYS);

    static final GuestTlbDesign LINUX_5_16 = ALL.design(
            "linux-5.16",
            "KVM on VMX since Linux 5.16 and 5.15.7: flushes at switches are requests, served under the new root; other requests are served"
                    + " before the switch");
    static final GuestTlbDesign FLUSHES_ROOT_LEFT = ALL.design(
                    "flushes-root-left",
                    "up to 1438921c6d (2018, Linux 4.20): a switch between L1 and L2 flushes at once, under the root that it leaves")
            .with(AT_SWITCH, AtSwitch.ROOT_LEFT)
            .with(AT_ARRIVAL, AtArrival.LOADED_IF_IT_MOVED);
    static final GuestTlbDesign FLUSHES_L1_AT_ENTRY = FLUSHES_ROOT_LEFT
            .as("flushes-l1-at-entry", "as flushes-root-left, but only where L2 is entered")
            .with(AT_SWITCH, AtSwitch.ROOT_LEFT_AT_ENTRY);
    static final GuestTlbDesign FLUSHES_ROOT_LOADED = ALL.design(
                    "flushes-root-loaded",
                    "1438921c6d (2018), Linux 4.20 to 5.7: a switch requests a flush, made once the other root is loaded; migration flushes the"
                            + " loaded root alone")
            .with(AT_ARRIVAL, AtArrival.LOADED_IF_IT_MOVED);
    static final GuestTlbDesign REQUEST_OUTLIVES_LEVEL = ALL.design(
                    "request-outlives-level",
                    "up to 40e5f90804 (2021, Linux 5.16 and 5.15.7): a requested flush is served when the vCPU next runs, at whatever level")
            .with(SERVES_BEFORE_SWITCH, false);
    static final GuestTlbDesign VPID_FLUSHES_HARDWARE = ALL.design(
                    "vpid-flushes-hardware",
                    "up to 712494de96 (2021, Linux 5.16 and 5.15.7): another VPID for L2 flushes TLBs, but not L2's shadow tables")
            .with(NEW_VPID, NewVpid.HARDWARE);
    static final GuestTlbDesign VPID_FLUSHES_NOTHING = ALL.design(
                    "vpid-flushes-nothing", "as linux-5.16, but another VPID for L2 flushes nothing")
            .with(NEW_VPID, NewVpid.NOTHING);

    static final GuestTlbDesign ARM_VMID = ALL.design(
                    "arm-vmid",
                    "KVM/Arm up to 94d0e5980d (2016, Linux 4.9): one tag for the guest, and nothing is flushed when another "
                            + "vCPU runs")
            .with(TAG, Tag.VM)
            .with(AT_ARRIVAL, AtArrival.NEVER);
    static final GuestTlbDesign ARM_LAST_VCPU = ARM_VMID.as(
                    "arm-last-vcpu",
                    "KVM/Arm since 94d0e5980d (2016, Linux 4.9): a CPU on which another vCPU ran last is flushed")
            .with(AT_ARRIVAL, AtArrival.LOADED_IF_ANOTHER_RAN_LAST);
    static final GuestTlbDesign ARM_MIGRATION = ARM_VMID.as(
                    "arm-flushes-migration",
                    "as arm-last-vcpu, but each vCPU remembers its CPU instead of each CPU its vCPU")
            .with(AT_ARRIVAL, AtArrival.LOADED_IF_IT_MOVED);

    final Tag tag = get(TAG);
    final AtSwitch atSwitch = get(AT_SWITCH);
    final NewVpid newVpid = get(NEW_VPID);
    final boolean servesBeforeSwitch = get(SERVES_BEFORE_SWITCH);
    final AtArrival atArrival = get(AT_ARRIVAL);

    private GuestTlbDesign(Choice<GuestTlbDesign> choice) {
        super(choice);
    }

    /** The function that puts a vCPU on a CPU. */
    String arrival() {
        return tag == Tag.VM ? "kvm_arch_vcpu_load()" : "vmx_vcpu_load()";
    }

    /** The one that flushes, or requests a flush, as L1 and L2 switch; it has had a name of its own since Linux 5.8. */
    String transition(boolean toL2) {
        return atArrival == AtArrival.ALL_IF_IT_MOVED
                ? "nested_vmx_transition_tlb_flush()"
                : toL2 ? "prepare_vmcs02()" : "load_vmcs12_host_state()";
    }
}
