package dev.stalemate.systems.ioreq;

import dev.stalemate.systems.ioreq.IoreqDesign.Flag;
import dev.stalemate.systems.ioreq.IoreqDesign.Foreign;
import dev.stalemate.systems.ioreq.IoreqDesign.Freed;
import dev.stalemate.systems.ioreq.IoreqDesign.Server;
import dev.stalemate.systems.ioreq.IoreqDesign.Wait;
import java.util.List;

/** The designs that come with the tool: the thread's, Xen's by version, and what goes wrong without one of their parts. */
final class IoreqDesigns {
    /** hvm_memory_op() sets the flag after XENMEM_decrease_reservation alone; hvm_hypercall() returns before it looks at it, if preempted. */
    static final IoreqDesign XEN_4_14 = named(
                    "xen-4.14",
                    "x86 up to Xen 4.14: a flag per domain, set by decrease_reservation alone, seen to when complete")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .flagging(Freed.PAGE, Freed.UNUSED_TABLE)
            .looks(false, false);

    static final IoreqDesign X86_PREEMPTED_LOOKS = named(
                    "x86-preempted-looks",
                    "177cf860f0 (2020), until 588d961d15, in no release: as xen-4.14, but seen to also where a hypercall is preempted")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .flagging(Freed.PAGE, Freed.UNUSED_TABLE)
            .looks(true, false);

    static final IoreqDesign THREAD = named(
                    "arm-v3",
                    "the thread's patch, merged as 546014e480, until 588d961d15, in no release: a flag per domain, for the current domain's own changes")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .looks(true, false);
    static final IoreqDesign ALWAYS_FLAGGED = named(
                    "always-flagged", "as arm-v3, but the domain's flag is set whoever removes the page")
            .flag(Flag.DOMAIN)
            .looks(true, false);
    static final IoreqDesign FORWARDED = named(
                    "forwarded",
                    "a flag per vCPU; for another domain's removal the guest is paused, and all servers are told and waited for")
            .foreign(Foreign.FORWARD)
            .pauses()
            .looks(true, false);
    static final IoreqDesign FORWARDED_UNPAUSED = named(
                    "forwarded-unpaused", "as forwarded, but the guest runs on meanwhile")
            .foreign(Foreign.FORWARD)
            .looks(true, false);
    static final IoreqDesign FROZEN = named(
                    "frozen",
                    "a flag per vCPU; other domains change the p2m only before the guest's start and after its end")
            .foreign(Foreign.REFUSED)
            .looks(true, false);
    static final IoreqDesign VCPU_FLAG = named("vcpu-flag", "as arm-v3, with a flag per vCPU")
            .foreign(Foreign.NOTHING)
            .looks(true, false);
    static final IoreqDesign DOMAIN_CLEAR_ONLY = named(
                    "domain-clear-only",
                    "as arm-v3, but every hypercall tests and clears the flag without a plain read before")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .onlyClears();
    static final IoreqDesign VCPU_CLEAR_ONLY = named(
                    "vcpu-clear-only",
                    "as vcpu-flag, but every hypercall tests and clears the flag without a plain read before")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .onlyClears();
    static final IoreqDesign LOST_FRAMES_ONLY = named(
                    "lost-frames-only",
                    "as vcpu-flag, but a table that was to replace a superpage's entry sets no flag as it is freed")
            .foreign(Foreign.NOTHING)
            .flagging(Freed.PAGE, Freed.SUPERPAGE)
            .looks(true, false);
    static final IoreqDesign AT_COMPLETION = named(
                    "at-completion",
                    "as vcpu-flag, but a preempted hypercall leaves without a look at the flag, as x86 did up to 4.14")
            .foreign(Foreign.NOTHING)
            .looks(false, false);
    static final IoreqDesign DOMAIN_AT_COMPLETION = named(
                    "domain-at-completion", "as arm-v3, but a preempted hypercall leaves without a look at the flag")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .looks(false, false);

    static final IoreqDesign XEN_4_15 = named(
            "xen-4.15",
            "588d961d15: a flag per vCPU, all of them for a foreign removal after creation, seen to also on resume");
    static final IoreqDesign XEN_4_15_PAUSED = named(
                    "xen-4.15-paused", "as xen-4.15, with what it assumes: the guest is paused for a foreign removal")
            .pauses();
    static final IoreqDesign PAUSED_DOMAIN_FLAG = named(
                    "paused-domain-flag", "as xen-4.15-paused, with a flag per domain")
            .flag(Flag.DOMAIN)
            .pauses();

    static final IoreqDesign NO_SUPERPAGES = named(
                    "no-superpages", "as vcpu-flag, but only last-level entries set the flag")
            .foreign(Foreign.NOTHING)
            .flagging(Freed.PAGE)
            .looks(true, false);
    static final IoreqDesign WAITS_FOR_ONE = named(
                    "waits-for-one",
                    "as vcpu-flag, but one server is waited for, as from 1745806a41 to da20c93108, in no release")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .waiting(Wait.ONE);
    static final IoreqDesign NO_WAIT = named("no-wait", "as vcpu-flag, but the servers are not waited for")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .waiting(Wait.NONE);
    static final IoreqDesign FLAG_FIRST = named(
                    "vcpu-flag-first",
                    "as vcpu-flag, but the flag is set before the entry is removed, as x86's p2m_remove_page() does")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .beforehand();
    static final IoreqDesign DOMAIN_FLAG_FIRST = named(
                    "domain-flag-first", "as arm-v3, but the flag is set before the entry is removed")
            .flag(Flag.DOMAIN)
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .beforehand();
    static final IoreqDesign CLEARS_LATE = named(
                    "clears-late", "as xen-4.15-paused, but the flag is cleared when the servers have answered")
            .pauses()
            .late();
    static final IoreqDesign ACKS_FIRST = named(
                    "acks-first", "as vcpu-flag, but servers acknowledge before they drop their mappings")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .servers(Server.ACKS_FIRST);
    static final IoreqDesign MAPS_UNLOCKED = named(
                    "maps-unlocked", "as vcpu-flag, but a server looks a page up and keeps it without a lock over both")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .servers(Server.MAPS_UNLOCKED);
    static final IoreqDesign KEEPS_LOCKED = named(
                    "keeps-locked",
                    "as vcpu-flag, but servers keep what they hold locked for DMA, as QEMU's xen_invalidate_map_cache() does")
            .foreign(Foreign.NOTHING)
            .looks(true, false)
            .servers(Server.KEEPS_LOCKED);

    static final List<IoreqDesign> ALL = List.of(
            XEN_4_14,
            X86_PREEMPTED_LOOKS,
            THREAD,
            ALWAYS_FLAGGED,
            FORWARDED,
            FORWARDED_UNPAUSED,
            FROZEN,
            VCPU_FLAG,
            DOMAIN_CLEAR_ONLY,
            VCPU_CLEAR_ONLY,
            LOST_FRAMES_ONLY,
            AT_COMPLETION,
            DOMAIN_AT_COMPLETION,
            XEN_4_15,
            XEN_4_15_PAUSED,
            PAUSED_DOMAIN_FLAG,
            NO_SUPERPAGES,
            WAITS_FOR_ONE,
            NO_WAIT,
            FLAG_FIRST,
            DOMAIN_FLAG_FIRST,
            CLEARS_LATE,
            ACKS_FIRST,
            MAPS_UNLOCKED,
            KEEPS_LOCKED);

    private IoreqDesigns() {}

    private static Choices named(String name, String says) {
        return new Choices(name, says);
    }
}
