package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Acts;
import dev.stalemate.systems.ioreq.IoreqDesign.Flag;
import dev.stalemate.systems.ioreq.IoreqDesign.Foreign;
import dev.stalemate.systems.ioreq.IoreqDesign.Freed;
import dev.stalemate.systems.ioreq.IoreqDesign.Server;
import dev.stalemate.systems.ioreq.IoreqDesign.Wait;
import java.util.EnumSet;
import java.util.Set;

/** What a design does about flags and servers, and tells; its methods are only called while somebody listens. */
final class ToldInvalidations {
    /** What x86 flagged before its p2m did it: {@code XENMEM_decrease_reservation} alone. */
    private static final Set<Freed> DECREASE_RESERVATION = EnumSet.of(Freed.PAGE, Freed.UNUSED_TABLE);

    private final IoreqFields fields;
    private final IoreqDesign design;
    private final Acts acts;
    private final boolean old;

    ToldInvalidations(IoreqFields fields, IoreqDesign design) {
        this.fields = fields;
        this.design = design;
        this.acts = fields.layout.acts();
        this.old = design.flagging.equals(DECREASE_RESERVATION);
    }

    /** Whether anybody listens. */
    boolean on() {
        return acts.on();
    }

    /** Which function asks for an invalidation. */
    private String asks() {
        return old
                ? "hvm_memory_op()"
                : design.foreign == Foreign.FLAG ? "ioreq_request_mapcache_invalidate()" : "p2m_free_entry()";
    }

    /** Which one looks at the flag on the way out of a hypercall. */
    private String looks() {
        return old ? "hvm_hypercall()" : "do_trap_hypercall()";
    }

    private String flag(int v) {
        return design.flag == Flag.DOMAIN ? "the domain's flag" : "the flag of vCPU " + v;
    }

    /** The guest is paused for the time of a removal. Unlike others, this and the next two may be called at any time. */
    void paused() {
        routine("domain_pause()", "pauses the guest");
    }

    /** All vCPUs have left the hypervisor. */
    void stopped(long[] s) {
        if (fields.domain.get(s, 0) == IoreqFields.PAUSED) {
            routine("domain_pause()", "finds all vCPUs stopped");
        }
    }

    /** The guest runs again. */
    void unpaused() {
        routine("domain_unpause()", "lets the guest run again");
    }

    private void routine(String function, String what) {
        if (on()) {
            acts.routine(function, what);
        }
    }

    /** A step of a program: whether another one could have had more dropped. */
    void ran(long[] s, String function, String did, boolean decides) {
        acts.did(function, did);
        if (decides) {
            couldAll(s);
        }
    }

    /** A page was removed: whether its frame is free, though servers may map it. */
    void removed(long[] s, int g, boolean byToolstack) {
        boolean runs = byToolstack && fields.isRunning(s);
        boolean maps = isMapped(s, g);
        acts.did(
                "guest_remove_page()",
                "removes gfn " + g + (maps ? ", which a server maps" : "") + (runs ? ", while the guest runs" : ""));
        if (runs) {
            could(s, g);
        }
    }

    private boolean isMapped(long[] s, int g) {
        for (int who = 0; who < fields.server.size(); who++) {
            if (fields.isStale(s, who, g)) {
                return true;
            }
        }
        return false;
    }

    /** Something was freed that sets no flag. */
    void freed(long[] s, String what) {
        acts.did(asks(), "sets no flag for " + what);
        couldAll(s);
    }

    /** A flag was set. */
    void set(int v) {
        acts.did(asks(), "sets " + flag(v));
    }

    /** A vCPU has read a flag. */
    void read(int v, boolean set) {
        acts.did(looks(), "finds " + flag(v) + (set ? " set" : " clear, and enters the guest"));
    }

    /** A vCPU has tested and cleared a flag. */
    void cleared(long[] s, int v, boolean was) {
        boolean takes = was && !design.clearsAtEnd;
        acts.did(
                looks(),
                takes
                        ? "takes " + flag(v)
                                + (design.flag == Flag.DOMAIN
                                        ? ": vCPU " + v + " alone is to wait for the servers"
                                        : "")
                        : "finds " + flag(v) + (was ? " set" : " clear, and enters the guest"));
        if (takes && design.flag == Flag.DOMAIN) {
            couldAll(s);
        }
    }

    /** A vCPU that was descheduled runs again. */
    void resumed(int v, boolean set) {
        if (design.looksOnResume) {
            acts.did("vcpu_ioreq_handle_completion()", "finds " + flag(v) + (set ? " set" : " clear"));
        }
    }

    /** A hypercall is preempted, and looks at the flag. */
    void looksWhenPreempted() {
        acts.did(looks(), "is preempted, and looks at the flag before it leaves");
    }

    /** A hypercall is preempted, and leaves without a look at the flag. */
    void preempted(long[] s) {
        acts.did(looks(), "is preempted, and does not look at the flag");
        couldAll(s);
    }

    /** Requests were posted to the servers. */
    void sent(long[] s) {
        boolean waits = design.waits != Wait.NONE;
        acts.did(
                old ? "send_invalidate_req()" : "ioreq_signal_mapcache_invalidate()",
                "asks all servers to drop their mappings" + (waits ? "" : ", and waits for none"));
        if (!waits) {
            couldAll(s);
        }
    }

    /** A vCPU does not wait any longer. */
    void waited(long[] s, int v) {
        String function = old ? "hvm_wait_for_io()" : "wait_for_io()";
        if (design.waits == Wait.ONE) {
            acts.did(function, "has the answer of server " + (fields.server.size() - 1) + ", and waits for no other");
            couldAll(s);
        } else {
            acts.did(
                    function, "has the answers of all servers" + (design.clearsAtEnd ? ", and clears " + flag(v) : ""));
            if (design.clearsAtEnd) {
                couldAll(s);
            }
        }
    }

    /** Another domain has removed a page, or is about to. */
    void foreign(long[] s, boolean created) {
        switch (design.foreign) {
            case FORWARD -> acts.did("ioreq_signal_mapcache_invalidate()", "asks all servers to drop their mappings");
            case FLAG -> {
                String whose = design.flag == Flag.DOMAIN ? "the domain's flag" : "the flags of all vCPUs";
                String set = "sets " + whose + (design.pauses ? "" : ", and does not stop the guest");
                acts.did(asks(), created ? set : "sets no flag: the domain's creation is not finished");
                if (!created || !design.pauses) {
                    couldAll(s);
                }
            }
            case NOTHING, REFUSED -> {
                acts.did(asks(), "sets no flag: another domain removes the page");
                couldAll(s);
            }
        }
    }

    /** A server has dropped its mappings, except those that it keeps. */
    void dropped(long[] s, int who) {
        boolean keeps = design.server == Server.KEEPS_LOCKED;
        acts.did(
                "xen_invalidate_map_cache()",
                "drops the mappings of server " + who + (keeps ? ", but not what is locked" : ""));
        couldOf(s, who);
    }

    /** A server has acknowledged. */
    void acknowledged(long[] s, int who) {
        if (design.server == Server.ACKS_FIRST) {
            acts.did("xen_invalidate_map_cache()", "is to run for server " + who + ", which has acknowledged");
            couldOf(s, who);
        } else {
            acts.routine("cpu_handle_ioreq()", "acknowledges for server " + who);
        }
    }

    /** A server keeps what it looked up before. */
    void kept(int who, int g) {
        acts.did("xen_map_cache()", "keeps for server " + who + " what it looked up for gfn " + g + " before");
        acts.could(fields.map, who * fields.gfn.size() + g);
    }

    private void could(long[] s, int g) {
        for (int who = 0; who < fields.server.size(); who++) {
            could(s, who, g);
        }
    }

    private void couldOf(long[] s, int who) {
        for (int g = 0; g < fields.gfn.size(); g++) {
            could(s, who, g);
        }
    }

    private void couldAll(long[] s) {
        for (int g = 0; g < fields.gfn.size(); g++) {
            could(s, g);
        }
    }

    /** What a server has mapped of a page that the guest has lost could have been dropped. */
    private void could(long[] s, int who, int g) {
        if (fields.isStale(s, who, g)) {
            acts.could(fields.map, who * fields.gfn.size() + g);
        }
    }
}
