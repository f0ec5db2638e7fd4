package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Invariant;
import dev.stalemate.model.Proofs;
import dev.stalemate.systems.ioreq.IoreqDesign.Flag;
import dev.stalemate.systems.ioreq.IoreqDesign.Freed;
import dev.stalemate.systems.ioreq.IoreqDesign.Server;
import dev.stalemate.systems.ioreq.IoreqDesign.Wait;
import java.util.ArrayList;
import java.util.List;

/**
 * Why no vCPU gets back to the guest while a server maps what its hypercall removed: an invariant of one page, one server and the vCPU that
 * removed the page, so that it doesn't matter how many of each there are.
 */
final class IoreqInvariants {
    private static final String ANY = "any number of vCPUs, of servers and of pages";

    static final String DUE = "kept-mapping-is-due";
    static final String ASKED = "asked-while-waiting";
    static final String LEFT = "page-left-to-remove";
    static final String UNSENT = "unsent-is-due";
    static final String FLAGGED = "flagged-before-removal";

    private final IoreqFields fields;
    private final IoreqDesign design;
    private final int guest;
    private final int remove;
    private final int flag;
    private final int read;
    private final int clear;
    private final int send;
    private final int wait;

    IoreqInvariants(IoreqFields fields, IoreqDesign design) {
        this.fields = fields;
        this.design = design;
        this.guest = fields.cpus.place("guest");
        this.remove = fields.cpus.place("remove");
        this.flag = fields.cpus.place("flag");
        this.read = fields.cpus.place("read");
        this.clear = fields.cpus.place("clear");
        this.send = fields.cpus.place("send");
        this.wait = fields.cpus.place("wait");
    }

    /** How claims are proved by them. */
    static void prove(Proofs proofs) {
        List.of("M5c", "M6b", "M7", "M7f", "M8d")
                .forEach(claim -> anyNumber(proofs, claim).by(DUE, ASKED, LEFT).says(ANY));
        anyNumber(proofs, "M9c").by(DUE, ASKED, LEFT, FLAGGED).says(ANY);
        List.of("M8c", "M8e")
                .forEach(claim -> anyNumber(proofs, claim).by(UNSENT, LEFT).says(ANY));
    }

    private static Proofs.Draft anyNumber(Proofs proofs, String claim) {
        return proofs.of(claim).at("vcpus=3,servers=2,frames=2").any("vcpu", "server", "gfn");
    }

    /** Those of a design and a scope for which they are true; none for others. */
    List<Invariant> all() {
        List<Invariant> all = new ArrayList<>();
        if (!ownFlags()) {
            return all;
        }
        if (answersAllDrops()) {
            all.add(Invariant.of(
                            DUE,
                            "what a server still maps of a page was removed by a hypercall whose vCPU is about to have it dropped: it is about to"
                                    + " set its flag, has set it, or waits for that server")
                    .each(fields.gfn, fields.server)
                    .holds((s, g, who) -> !fields.isStale(s, who, g) || isDue(s, fields.removal.get(s, g), who)));
            all.add(Invariant.of(ASKED, "a server is asked only by a vCPU that waits for it")
                    .each(fields.vcpu, fields.server)
                    .holds((s, v, who) -> fields.request.get(s, request(v, who)) == IoreqFields.NONE
                            || fields.cpus.isAt(s, v, wait)));
        }
        all.add(Invariant.of(
                        UNSENT,
                        "where no invalidation was sent after a removal, the vCPU that removed the page is about to set its flag or to send one, or"
                                + " has set its flag and looks at it before its hypercall is complete")
                .each(fields.gfn)
                .holds((s, g) -> !fields.unsent.is(s, g) || isToBeSent(s, fields.removal.get(s, g))));
        all.add(Invariant.of(LEFT, "a vCPU that is about to remove a page has one left to remove")
                .each(fields.vcpu)
                .holds((s, v) -> !removes(s, v) || fields.left.is(s, v)));
        if (design.flagsFirst) {
            all.add(Invariant.of(FLAGGED, "a vCPU that is about to remove a page has set its flag")
                    .each(fields.vcpu)
                    .holds((s, v) -> !fields.cpus.isAt(s, v, remove) || isFlagged(s, v)));
        }
        return all;
    }

    /** Whether only the guest removes pages and it gets none back, and no vCPU takes another's flag, which each removal sets. */
    private boolean ownFlags() {
        return (design.flag == Flag.VCPU || fields.vcpu.size() == 1)
                && design.flagging.contains(Freed.PAGE)
                && (!fields.scope.get(IoreqSettings.SUPERPAGE) || design.flagging.contains(Freed.SUPERPAGE))
                && !design.clearsAtEnd
                && !fields.scope.get(IoreqSettings.FOREIGN)
                && !fields.owned;
    }

    /** Whether a vCPU that is back in the guest has had the answers of all servers, which drop before they answer. */
    private boolean answersAllDrops() {
        return design.waits == Wait.ALL
                && design.server == Server.CAREFUL
                && (!fields.scope.get(IoreqSettings.PREEMPT) || design.looksWhenPreempted);
    }

    private boolean isFlagged(long[] s, int v) {
        return fields.flag.is(s, design.flag == Flag.DOMAIN ? 0 : v);
    }

    private boolean removes(long[] s, int v) {
        return fields.cpus.isAt(s, v, remove) || (design.flagsFirst && fields.cpus.isAt(s, v, flag));
    }

    private int request(int v, int who) {
        return v * fields.server.size() + who;
    }

    private boolean isDue(long[] s, int removal, int who) {
        int v = removal - IoreqFields.BY_VCPU;
        return v >= 0
                && (isToBeSent(s, v, fields.cpus.at().get(s, v))
                        || (fields.cpus.isAt(s, v, wait)
                                && fields.request.get(s, request(v, who)) == IoreqFields.POSTED));
    }

    private boolean isToBeSent(long[] s, int removal) {
        int v = removal - IoreqFields.BY_VCPU;
        return v >= 0
                && (isToBeSent(s, v, fields.cpus.at().get(s, v))
                        || (fields.cpus.isAt(s, v, guest) && fields.left.is(s, v) && isFlagged(s, v)));
    }

    private boolean isToBeSent(long[] s, int v, int at) {
        if (at == remove || at == read || at == clear || (at == flag && design.flagsFirst)) {
            return isFlagged(s, v);
        }
        return at == flag || at == send;
    }
}
