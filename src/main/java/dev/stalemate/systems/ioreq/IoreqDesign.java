package dev.stalemate.systems.ioreq;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a hypervisor makes device models drop what they have mapped of a guest: the thread's designs, Xen's by version, and what goes wrong
 * without one of their parts. The initial values of the settings are Arm's as of Xen 4.15.
 */
final class IoreqDesign extends ChosenDesign<IoreqDesign> {
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
        /** A last-level entry: its frame is no longer the guest's. */
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
        /** It doesn't drop what it is using for DMA at that moment. */
        KEEPS_LOCKED
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Flag> FLAG = WAYS.choice(
            "flag", Flag.class, Flag.VCPU, "whether the domain or each vCPU has a flag that asks for an invalidation");
    static final Setting<Set<Freed>> FLAGGING =
            WAYS.some("flagging", Freed.class, EnumSet.allOf(Freed.class), "what sets the flag when it is freed");
    static final Setting<Boolean> FLAGS_FIRST =
            WAYS.flag("flags-first", false, "whether the flag is set before the entry is removed");
    static final Setting<Boolean> READS_FIRST =
            WAYS.flag("reads-first", true, "whether a plain read of the flag comes before the test-and-clear");
    static final Setting<Boolean> CLEARS_AT_END =
            WAYS.flag("clears-at-end", false, "whether the flag is cleared only when the servers have acknowledged");
    static final Setting<Boolean> LOOKS_WHEN_PREEMPTED = WAYS.flag(
            "looks-when-preempted",
            true,
            "whether a hypercall looks at the flag when it is preempted, and not only when it is complete");
    static final Setting<Boolean> LOOKS_ON_RESUME =
            WAYS.flag("looks-on-resume", true, "whether a vCPU that was descheduled looks at the flag when it resumes");
    static final Setting<Foreign> FOREIGN =
            WAYS.choice("foreign", Foreign.class, Foreign.FLAG, "what a removal by another domain does beyond the p2m");
    static final Setting<Boolean> PAUSES =
            WAYS.flag("pauses", false, "whether the guest is paused while another domain removes a page");
    static final Setting<Wait> WAITS = WAYS.choice("waits", Wait.class, Wait.ALL, "which servers a vCPU waits for");
    static final Setting<Server> SERVER =
            WAYS.choice("server", Server.class, Server.CAREFUL, "how servers map pages and answer invalidations");

    static final ChosenDesigns<IoreqDesign> ALL = new ChosenDesigns<>(IoreqDesign.class, IoreqDesign::new, WAYS);

    /** hvm_memory_op() sets the flag after XENMEM_decrease_reservation alone; hvm_hypercall() returns before it looks at it, if preempted. */
    static final IoreqDesign XEN_4_14 = ALL.design(
                    "xen-4.14",
                    "x86 up to Xen 4.14: a flag per domain, set by decrease_reservation alone, looked at when a hypercall is complete")
            .with(FLAG, Flag.DOMAIN)
            .with(FOREIGN, Foreign.NOTHING)
            .with(FLAGGING, EnumSet.of(Freed.PAGE, Freed.UNUSED_TABLE))
            .with(LOOKS_WHEN_PREEMPTED, false)
            .with(LOOKS_ON_RESUME, false);

    static final IoreqDesign X86_PREEMPTED_LOOKS = XEN_4_14.as(
                    "x86-preempted-looks",
                    "177cf860f0 (2020), until 588d961d15, in no release: as xen-4.14, but also looked at when a hypercall is "
                            + "preempted")
            .with(LOOKS_WHEN_PREEMPTED, true);

    static final IoreqDesign THREAD = X86_PREEMPTED_LOOKS
            .as(
                    "arm-v3",
                    "the thread's patch, merged as 546014e480, until 588d961d15, in no release: a flag per domain, for the current domain's own"
                            + " changes")
            .with(FLAGGING, EnumSet.allOf(Freed.class));
    static final IoreqDesign ALWAYS_FLAGGED = THREAD.as(
                    "always-flagged",
                    "as arm-v3, but the domain's flag is also set when another domain removes the page")
            .with(FOREIGN, Foreign.FLAG);
    static final IoreqDesign FORWARDED = ALL.design(
                    "forwarded",
                    "a flag per vCPU; for another domain's removal the guest is paused, and all servers are told and waited for")
            .with(FOREIGN, Foreign.FORWARD)
            .with(PAUSES, true)
            .with(LOOKS_ON_RESUME, false);
    static final IoreqDesign FORWARDED_UNPAUSED = FORWARDED
            .as("forwarded-unpaused", "as forwarded, but the guest continues to run")
            .with(PAUSES, false);
    static final IoreqDesign FROZEN = ALL.design(
                    "frozen",
                    "a flag per vCPU; other domains change the p2m only before the guest's start and after its end")
            .with(FOREIGN, Foreign.REFUSED)
            .with(LOOKS_ON_RESUME, false);
    static final IoreqDesign VCPU_FLAG =
            THREAD.as("vcpu-flag", "as arm-v3, with a flag per vCPU").with(FLAG, Flag.VCPU);
    static final IoreqDesign DOMAIN_CLEAR_ONLY = THREAD.as(
                    "domain-clear-only",
                    "as arm-v3, but every hypercall tests and clears the flag without a plain read before")
            .with(READS_FIRST, false);
    static final IoreqDesign VCPU_CLEAR_ONLY = VCPU_FLAG
            .as(
                    "vcpu-clear-only",
                    "as vcpu-flag, but every hypercall tests and clears the flag without a plain read before")
            .with(READS_FIRST, false);
    static final IoreqDesign LOST_FRAMES_ONLY = VCPU_FLAG
            .as(
                    "lost-frames-only",
                    "as vcpu-flag, but freeing a table that was meant to replace a superpage's entry sets no flag")
            .with(FLAGGING, EnumSet.of(Freed.PAGE, Freed.SUPERPAGE));
    static final IoreqDesign AT_COMPLETION = VCPU_FLAG
            .as(
                    "at-completion",
                    "as vcpu-flag, but a preempted hypercall leaves without a look at the flag, as x86 did up to 4.14")
            .with(LOOKS_WHEN_PREEMPTED, false);
    static final IoreqDesign DOMAIN_AT_COMPLETION = THREAD.as(
                    "domain-at-completion", "as arm-v3, but a preempted hypercall leaves without a look at the flag")
            .with(LOOKS_WHEN_PREEMPTED, false);

    static final IoreqDesign XEN_4_15 = ALL.design(
            "xen-4.15",
            "588d961d15: a flag per vCPU, all of them for a foreign removal after creation, looked at also on resume");
    static final IoreqDesign XEN_4_15_PAUSED = XEN_4_15.as(
                    "xen-4.15-paused", "as xen-4.15, with what it assumes: the guest is paused for a foreign removal")
            .with(PAUSES, true);
    static final IoreqDesign PAUSED_DOMAIN_FLAG = XEN_4_15_PAUSED
            .as("paused-domain-flag", "as xen-4.15-paused, with a flag per domain")
            .with(FLAG, Flag.DOMAIN);

    static final IoreqDesign NO_SUPERPAGES = VCPU_FLAG
            .as("no-superpages", "as vcpu-flag, but only last-level entries set the flag")
            .with(FLAGGING, EnumSet.of(Freed.PAGE));
    static final IoreqDesign WAITS_FOR_ONE = VCPU_FLAG
            .as(
                    "waits-for-one",
                    "as vcpu-flag, but a vCPU waits for one server only, as from 1745806a41 to da20c93108, in no release")
            .with(WAITS, Wait.ONE);
    static final IoreqDesign NO_WAIT = VCPU_FLAG
            .as("no-wait", "as vcpu-flag, but the servers are not waited for")
            .with(WAITS, Wait.NONE);
    static final IoreqDesign FLAG_FIRST = VCPU_FLAG
            .as(
                    "vcpu-flag-first",
                    "as vcpu-flag, but the flag is set before the entry is removed, as x86's p2m_remove_page() does")
            .with(FLAGS_FIRST, true);
    static final IoreqDesign DOMAIN_FLAG_FIRST = THREAD.as(
                    "domain-flag-first", "as arm-v3, but the flag is set before the entry is removed")
            .with(FLAGS_FIRST, true);
    static final IoreqDesign CLEARS_LATE = XEN_4_15_PAUSED
            .as("clears-late", "as xen-4.15-paused, but the flag is cleared when the servers have answered")
            .with(CLEARS_AT_END, true);
    static final IoreqDesign ACKS_FIRST = VCPU_FLAG
            .as("acks-first", "as vcpu-flag, but servers acknowledge before they drop their mappings")
            .with(SERVER, Server.ACKS_FIRST);
    static final IoreqDesign MAPS_UNLOCKED = VCPU_FLAG
            .as("maps-unlocked", "as vcpu-flag, but a server looks a page up and keeps it without a lock over both")
            .with(SERVER, Server.MAPS_UNLOCKED);
    static final IoreqDesign KEEPS_LOCKED = VCPU_FLAG
            .as(
                    "keeps-locked",
                    "as vcpu-flag, but servers keep what they hold locked for DMA, as QEMU's xen_invalidate_map_cache() does")
            .with(SERVER, Server.KEEPS_LOCKED);

    final Flag flag = get(FLAG);
    final Set<Freed> flagging = get(FLAGGING);
    final boolean flagsFirst = get(FLAGS_FIRST);
    final boolean readsFirst = get(READS_FIRST);
    final boolean clearsAtEnd = get(CLEARS_AT_END);
    final boolean looksWhenPreempted = get(LOOKS_WHEN_PREEMPTED);
    final boolean looksOnResume = get(LOOKS_ON_RESUME);
    final Foreign foreign = get(FOREIGN);
    final boolean pauses = get(PAUSES);
    final Wait waits = get(WAITS);
    final Server server = get(SERVER);

    private IoreqDesign(Choice<IoreqDesign> choice) {
        super(choice);
    }
}
