package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Design;

/** How a hypervisor gets device models to drop what they have mapped of a guest. What a design doesn't override is Arm's as of Xen 4.15. */
interface IoreqDesign extends Design {
    /** Whose flag says that an invalidation is due. */
    enum Flag {
        /** One for the domain: any vCPU's hypercall can take it. */
        DOMAIN,
        /** One for each vCPU. */
        VCPU
    }

    /** What a removal by another domain does beyond the p2m. */
    enum Foreign {
        /** Nothing: the flag is for the current domain's own changes. */
        NOTHING,
        /** It sets the domain's flag, or that of each of its vCPUs. */
        FLAG,
        /** It is forwarded to all servers, and they are waited for. */
        FORWARD,
        /** It is refused between creation and destruction. */
        REFUSED
    }

    /** What a hypercall frees of the p2m. */
    enum Freed {
        /** A last-level entry: its frame is the guest's no more. */
        PAGE,
        /** A superpage's entry, replaced by one with another base. */
        SUPERPAGE,
        /** A table that was to replace a superpage's entry, and doesn't: no frame is lost. */
        UNUSED_TABLE
    }

    /** Which servers a vCPU waits for. */
    enum Wait {
        /** All that were asked. */
        ALL,
        /** The one that is found first. */
        ONE,
        /** None. */
        NONE
    }

    /** How a server answers, and maps. */
    enum Server {
        /** It drops its mappings, then acknowledges; looking a page up and keeping it is one step, under a lock. */
        CAREFUL,
        /** It acknowledges, then drops. */
        ACKS_FIRST,
        /** It keeps a page some time after it looked it up. */
        MAPS_UNLOCKED,
        /** It doesn't drop what it is using for DMA just then. */
        KEEPS_LOCKED
    }

    /** Whose the flag is. */
    default Flag flag() {
        return Flag.VCPU;
    }

    /** Whether freeing such an entry sets the flag. */
    default boolean flags(Freed freed) {
        return true;
    }

    /** Whether the flag is set before the entry is removed, and not after it. */
    default boolean flagsFirst() {
        return false;
    }

    /** Whether a plain read of the flag comes before the test-and-clear. */
    default boolean readsFirst() {
        return true;
    }

    /** Whether the flag is cleared only when the servers have acknowledged. */
    default boolean clearsLate() {
        return false;
    }

    /** Whether the flag is looked at when a hypercall is preempted, and not only when it is complete. */
    default boolean looksWhenPreempted() {
        return true;
    }

    /** Whether the flag is looked at when a vCPU that was descheduled resumes. */
    default boolean looksOnResume() {
        return true;
    }

    /** What removals by another domain do. */
    default Foreign foreign() {
        return Foreign.FLAG;
    }

    /** Whether the domain is paused for a removal by another. */
    default boolean pausesForForeign() {
        return false;
    }

    /** Which servers a vCPU waits for. */
    default Wait waits() {
        return Wait.ALL;
    }

    /** What servers do. */
    default Server server() {
        return Server.CAREFUL;
    }
}
