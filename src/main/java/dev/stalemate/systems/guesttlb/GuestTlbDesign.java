package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Design;

/**
 * A design of how translations are tagged, and of what is flushed when. What is not overridden is KVM on VMX since Linux 5.16: this is all that a
 * design, or a reader's patch, has to say.
 *
 * <p>Called on the search's hot path: implementations must not allocate, and must not remember anything.
 */
interface GuestTlbDesign extends Design {
    /** Whom translations are told apart by, beside the level. */
    enum Tag {
        /** Each vCPU has a tag of its own, as a VPID is. */
        VCPU,
        /** All vCPUs of the guest have the same, as a VMID is. */
        VM
    }

    /** What a switch between L1 and L2 flushes, where it must look like a flush of everything. */
    enum AtSwitch {
        /** At once: what is tagged with the root that is loaded, which is the one that is being left. */
        ROOT_LEFT,
        /** The same, and only where L2 is entered. */
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

    /** Whom translations are told apart by. */
    default Tag tag() {
        return Tag.VCPU;
    }

    /** What a switch of levels flushes where L1 uses no VPIDs. */
    default AtSwitch atSwitch() {
        return AtSwitch.ROOT_LOADED;
    }

    /** What another VPID for L2 flushes. */
    default NewVpid newVpid() {
        return NewVpid.HARDWARE_AND_SHADOW;
    }

    /** Whether flushes that were asked for are made before the vCPU leaves the level that they were asked for. */
    default boolean servesBeforeSwitch() {
        return true;
    }

    /** What the arrival on a CPU flushes. */
    default AtArrival atArrival() {
        return AtArrival.ALL_IF_IT_MOVED;
    }
}
