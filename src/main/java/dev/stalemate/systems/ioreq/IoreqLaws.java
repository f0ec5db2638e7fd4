package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * What must be true of map caches, and of what servers write.
 *
 * <p>A server uses its mappings at any moment, so a mapping that is kept too long is a use of it.
 */
final class IoreqLaws {
    private final IoreqFields fields;
    private final int guest;
    private final int send;

    IoreqLaws(IoreqFields fields) {
        this.fields = fields;
        this.guest = fields.cpus.place("guest");
        this.send = fields.cpus.place("send");
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "dropped-before-guest-runs",
                        Breaks.COHERENCE,
                        "while guest code runs on the vCPU that removed a page (on any, if another domain did), no server maps the page",
                        s -> anyRuns(s) && anyRemoved(s),
                        s -> noGfn(s, this::isOverdue))
                .explainedBy(s -> diagnosis(s, this::isOverdue)));
        all.add(Law.always(
                        "dropped-before-return",
                        Breaks.COHERENCE,
                        "once the call that removed a page has returned for good and guest code runs, no server maps the page",
                        s -> anyRuns(s) && anyRemoved(s),
                        s -> noGfn(s, this::isLeftBehind))
                .explainedBy(s -> diagnosis(s, this::isLeftBehind)));
        all.add(Law.always(
                "sent-before-return",
                Breaks.COHERENCE,
                "once the call that removed a page has returned for good and guest code runs, an invalidation was sent after the removal",
                s -> anyRuns(s) && anyRemoved(s),
                s -> !anyRuns(s) || noGfn(s, (t, g) -> fields.unsent.is(t, g) && isDone(t, g))));
        all.add(Law.always(
                "no-needless-invalidation",
                Breaks.SPEED,
                "an invalidation is sent only if a page was removed since the last one",
                this::someoneSends,
                s -> !noGfn(s, fields.unsent::is)));
        if (fields.tools.at().bound() > 1) {
            all.add(Law.eventually(
                    "foreign-removal-ends",
                    "another domain that removes a page gets on in the end",
                    s -> !fields.tools.isAt(s, 0, 0),
                    s -> fields.tools.isAt(s, 0, 0)));
        }
        if (fields.scope.get(IoreqSettings.POPULATE)) {
            all.add(Law.always(
                    "no-lost-write",
                    Breaks.COHERENCE,
                    "what a server writes to a gfn that is mapped again reaches the frame that the guest has there",
                    s -> anyServerMaps(s),
                    s -> fields.written.get(s, 0) != IoreqFields.LOST));
        }
        if (fields.scope.get(IoreqSettings.OTHERS)) {
            all.add(Law.always(
                    "no-write-to-another-guest",
                    Breaks.ISOLATION,
                    "no server writes to a page that is another guest's",
                    this::anotherHasSome,
                    s -> fields.written.get(s, 0) != IoreqFields.ANOTHERS));
        }
        return all;
    }

    /** Something of a gfn, in a state. */
    private interface OfGfn {
        boolean test(long[] s, int g);
    }

    private boolean noGfn(long[] s, OfGfn test) {
        for (int g = 0; g < fields.gfn.size(); g++) {
            if (test.test(s, g)) {
                return false;
            }
        }
        return true;
    }

    private boolean runs(long[] s, int v) {
        return fields.isRunning(s) && fields.cpus.isAt(s, v, guest);
    }

    private boolean anyRuns(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (runs(s, v)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyRemoved(long[] s) {
        for (int g = 0; g < fields.gfn.size(); g++) {
            if (fields.p2m.get(s, g) == 0 || !isDone(s, g)) {
                return true;
            }
        }
        return false;
    }

    private boolean isDone(long[] s, int g) {
        return fields.removal.get(s, g) == IoreqFields.DONE;
    }

    /** Whether the guest runs where it should not yet with what servers have of a gfn. */
    private boolean isOverdue(long[] s, int g) {
        int by = fields.removal.get(s, g);
        boolean runs = by >= IoreqFields.BY_VCPU ? runs(s, by - IoreqFields.BY_VCPU) : anyRuns(s);
        return runs && fields.isStale(s, g);
    }

    private boolean isLeftBehind(long[] s, int g) {
        return isDone(s, g) && anyRuns(s) && fields.isStale(s, g);
    }

    private boolean someoneSends(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.cpus.isAt(s, v, send)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyServerMaps(long[] s) {
        for (int e = 0; e < fields.map.size(); e++) {
            if (fields.map.get(s, e) != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean anotherHasSome(long[] s) {
        for (int m = 0; m < fields.gfn.size(); m++) {
            Owner owner = fields.frames.owner(s, m);
            if (owner == Owner.OTHER || owner == Owner.OTHER_WROTE) {
                return true;
            }
        }
        return false;
    }

    private Diagnosis diagnosis(long[] s, OfGfn wrong) {
        List<String> details = new ArrayList<>();
        for (int g = 0; g < fields.gfn.size(); g++) {
            for (int who = 0; who < fields.server.size(); who++) {
                if (wrong.test(s, g) && fields.isStale(s, who, g)) {
                    details.add("server " + who + " maps the page that gfn " + g + " has lost");
                }
            }
        }
        return new Diagnosis(Breaks.COHERENCE, details);
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
