package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of map caches, and of what servers write.
 *
 * <p>A server uses its mappings at any moment, so a mapping that is kept too long is a use of it.
 */
final class IoreqLaws {
    static final String RUNS = "dropped-before-guest-runs";
    static final String RETURN = "dropped-before-return";
    static final String SENT = "sent-before-return";
    static final String NEEDLESS = "no-needless-invalidation";
    static final String ENDS = "foreign-removal-ends";
    static final String LOST = "no-lost-write";
    static final String ANOTHERS = "no-write-to-another-guest";

    private final IoreqFields fields;
    private final int guest;
    private final Condition anyRuns;

    IoreqLaws(IoreqFields fields) {
        this.fields = fields;
        this.guest = fields.cpus.place("guest");
        this.anyRuns = fields.vcpu.any(this::runs);
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        Condition runsAfterRemoval = anyRuns.and(fields.gfn.any((s, g) -> fields.p2m.get(s, g) == 0 || !isDone(s, g)));
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        RUNS,
                        Breaks.COHERENCE,
                        "while guest code runs on the vCPU that removed a page (on any, if another domain did), no server maps the page")
                .where(runsAfterRemoval)
                .none(fields.gfn, fields.server, this::isOverdue, IoreqLaws::words));
        all.add(Law.always(
                        RETURN,
                        Breaks.COHERENCE,
                        "once the call that removed a page has returned for good and guest code runs, no server maps the page")
                .where(runsAfterRemoval)
                .none(fields.gfn, fields.server, this::isLeftBehind, IoreqLaws::words));
        all.add(Law.always(
                        SENT,
                        Breaks.COHERENCE,
                        "once the call that removed a page has returned for good and guest code runs, an invalidation was sent after the"
                                + " removal")
                .where(runsAfterRemoval)
                .none(
                        fields.gfn,
                        (s, g) -> fields.unsent.is(s, g) && isDone(s, g) && anyRuns.test(s),
                        (s, g) -> "no invalidation was sent after gfn " + g + " had lost its page"));
        all.add(Law.always(
                        NEEDLESS, Breaks.SPEED, "an invalidation is sent only if a page was removed since the last one")
                .where(fields.vcpu.any(fields::isSending))
                .holds(fields.gfn.any(fields.unsent::is)));
        if (fields.tools.at().bound() > 1) {
            Condition idle = s -> fields.tools.isAt(s, 0, 0);
            all.add(Law.eventually(ENDS, "a removal of a page by another domain eventually ends")
                    .where(idle.not())
                    .holds(idle));
        }
        if (fields.scope.get(IoreqSettings.POPULATE)) {
            all.add(Law.always(
                            LOST,
                            Breaks.COHERENCE,
                            "a server's write to a gfn that is mapped again reaches the frame that the guest has there")
                    .where(fields.server.any(fields.gfn, (s, who, g) -> fields.mapped(s, who, g) != 0))
                    .holds(s -> fields.written.get(s, 0) != IoreqFields.LOST));
        }
        if (fields.scope.get(IoreqSettings.OTHERS)) {
            all.add(Law.always(ANOTHERS, Breaks.ISOLATION, "no server writes to a page that is another guest's")
                    .where(fields.frames.index().any(this::isAnothers))
                    .holds(s -> fields.written.get(s, 0) != IoreqFields.ANOTHERS));
        }
        return all;
    }

    private boolean runs(long[] s, int v) {
        return fields.isRunning(s) && fields.cpus.isAt(s, v, guest);
    }

    private boolean isDone(long[] s, int g) {
        return fields.removal.get(s, g) == IoreqFields.DONE;
    }

    /** Whether the guest runs where it should not yet with what a server has of a gfn. */
    private boolean isOverdue(long[] s, int g, int who) {
        if (!fields.isStale(s, who, g)) {
            return false;
        }
        int by = fields.removal.get(s, g);
        return by >= IoreqFields.BY_VCPU ? runs(s, by - IoreqFields.BY_VCPU) : anyRuns.test(s);
    }

    private boolean isLeftBehind(long[] s, int g, int who) {
        return fields.isStale(s, who, g) && isDone(s, g) && anyRuns.test(s);
    }

    private static String words(long[] s, int g, int who) {
        return "server " + who + " maps the page that gfn " + g + " has lost";
    }

    private boolean isAnothers(long[] s, int m) {
        Owner owner = fields.frames.owner(s, m);
        return owner == Owner.OTHER || owner == Owner.OTHER_WROTE;
    }

    /** What runs cost, at a scope that counts it. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(fields.hypercalls.figures());
        figures.addAll(fields.invalidations.figures());
        figures.addAll(fields.needless.figures());
        figures.addAll(fields.requests.figures());
        figures.addAll(fields.sharedWrites.figures());
        figures.addAll(fields.ownWrites.figures());
        return figures;
    }
}
