package dev.stalemate.systems.xen;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.Figure;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.xen.Ept.Walk;
import dev.stalemate.systems.xen.XenSettings.Calls;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must be true of a domain's leaves. A leaf that the processor would refuse, because it or a table above it is marked, says nothing:
 * its type is computed as it is touched. "Unmarked" are the others.
 */
final class XenLaws {
    private final XenMachine machine;
    private final XenFields fields;
    private final XenExplanations explain;
    private final int limit;

    XenLaws(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.explain = new XenExplanations(machine);
        this.limit = fields.scope.get(XenSettings.LIMIT);
    }

    /** A question about an unmarked leaf of the state that the machine stands on. */
    @FunctionalInterface
    private interface LeafTest {
        boolean test(long gfn, int order, long leaf);
    }

    /** The properties of one domain. */
    List<Law> all() {
        // Made once: a property is asked of every state.
        LeafTest unmarked = (gfn, order, leaf) -> true;
        LeafTest fresh = this::fresh;
        LeafTest freshOnEach = this::freshOnEach;
        LeafTest uniform = this::uniform;
        LeafTest meant = this::meant;
        LeafTest grantWriteBack =
                (gfn, order, leaf) -> !isOf(leaf, PageKind.GRANT_TABLE) || effectiveOnEach(leaf, MemType.WB);
        LeafTest barWriteCombining = (gfn, order, leaf) -> !isOf(leaf, PageKind.MMIO)
                || machine.design.effective(EptWord.memoryType(leaf), MemType.WC) == MemType.WC;
        LeafTest mapsWriteBack = (gfn, order, leaf) ->
                !(isOf(leaf, PageKind.GRANT) || isOf(leaf, PageKind.FOREIGN)) || effectiveOnEach(leaf, MemType.WB);
        LeafTest readOnlyUncached = (gfn, order, leaf) -> !isOf(leaf, PageKind.MMIO_RO)
                || machine.design.effective(EptWord.memoryType(leaf), MemType.WC) == MemType.UC;
        LeafTest uncached = (gfn, order, leaf) -> !cachedThoughDisabled(leaf);
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "no-stale",
                        Breaks.COHERENCE,
                        "every leaf that is not marked has the type that it would get now, on some vCPU",
                        s -> any(s, unmarked),
                        s -> every(s, fresh))
                .explainedBy(explain::stale));
        all.add(Law.always(
                        "no-stale-equal",
                        Breaks.COHERENCE,
                        "while the MTRRs of all vCPUs are equal, every leaf that is not marked has the type that it would get now",
                        s -> any(s, unmarked) && equal(s),
                        s -> every(s, fresh))
                .explainedBy(explain::stale));
        all.add(Law.always(
                        "no-stale-started",
                        Breaks.COHERENCE,
                        "once the domain is started, every leaf that is not marked has the type that it would get now",
                        s -> machine.at(s).started() && any(s, unmarked),
                        s -> every(s, fresh))
                .explainedBy(explain::stale));
        all.add(Law.always(
                        "no-stale-granted",
                        Breaks.COHERENCE,
                        "while the domain has I/O memory or ports, every leaf that is not marked has the type that it would get now",
                        s -> machine.at(s).ioResources() && any(s, unmarked),
                        s -> every(s, fresh))
                .explainedBy(explain::stale));
        all.add(Law.always(
                        "same-for-every-vcpu",
                        Breaks.COHERENCE,
                        "every leaf that is not marked has the type that it would get on each vCPU",
                        s -> any(s, unmarked),
                        s -> every(s, freshOnEach))
                .explainedBy(explain::notForEach));
        all.add(Law.always(
                        "large-page-types",
                        Breaks.COHERENCE,
                        "each 4K of a large leaf that is not marked has the type that a 4K leaf would get",
                        s -> any(s, (gfn, order, leaf) -> order > 0),
                        s -> every(s, uniform))
                .explainedBy(explain::mixed));
        all.add(Law.always(
                        "types-as-meant",
                        Breaks.COHERENCE,
                        "every 4K leaf that is not marked has the type that is meant for its page: RAM its pin's or the SDM's where guest types"
                                + " count, and else WB with IPAT; device memory UC, with IPAT if it is read-only; all else WB with IPAT",
                        s -> any(s, unmarked),
                        s -> every(s, meant))
                .explainedBy(explain::notAsMeant));
        all.add(Law.always(
                        "grant-frames-wb",
                        Breaks.SPEED,
                        "an access to a frame of the grant table is WB",
                        s -> any(s, (gfn, order, leaf) -> isOf(leaf, PageKind.GRANT_TABLE)),
                        s -> every(s, grantWriteBack))
                .explainedBy(s -> explain.notWriteBack(s, PageKind.GRANT_TABLE)));
        all.add(Law.always(
                        "wc-bar",
                        Breaks.SPEED,
                        "an access to a BAR that the guest's PAT types WC is WC",
                        s -> any(s, (gfn, order, leaf) -> isOf(leaf, PageKind.MMIO)),
                        s -> every(s, barWriteCombining))
                .explainedBy(explain::notWriteCombining));
        all.add(Law.always(
                        "record-keeps-types",
                        Breaks.COHERENCE,
                        "the MTRRs of a save record give every frame the type that the vCPU's own give",
                        s -> enabled(machine.at(s)),
                        s -> recordKeepsTypes(machine.at(s)))
                .explainedBy(explain::lostBySaving));
        all.add(Law.always(
                        "other-domains-pages-wb",
                        Breaks.SPEED,
                        "an access to another domain's page, mapped by its grant or as foreign, is WB",
                        s -> any(s, (gfn, order, leaf) -> isOf(leaf, PageKind.GRANT) || isOf(leaf, PageKind.FOREIGN)),
                        s -> every(s, mapsWriteBack))
                .explainedBy(s -> explain.notWriteBack(s, PageKind.GRANT, PageKind.FOREIGN)));
        all.add(Law.always(
                        "read-only-mmio-uc",
                        Breaks.ORDER,
                        "an access to read-only device memory is UC, even if the guest's PAT types it WC",
                        s -> any(s, (gfn, order, leaf) -> isOf(leaf, PageKind.MMIO_RO)),
                        s -> every(s, readOnlyUncached))
                .explainedBy(explain::readOnlyNotUncached));
        all.add(Law.always(
                        "guard-is-rule",
                        Breaks.COHERENCE,
                        "memory_type_changed() does something exactly where guest types count",
                        s -> fields.created(s),
                        s -> machine.at(s).design.honoursGuestTypes(machine)
                                == machine.design.typeChangeReaches(machine))
                .explainedBy(explain::guard));
        if (fields.cd.bound() > 1) {
            all.add(Law.always(
                            "cd-is-uncached",
                            Breaks.COHERENCE,
                            "while a vCPU has CR0.CD=1, and Xen cares, none of its accesses is cached",
                            s -> machine.at(s).anyCacheDisabled() && any(s, unmarked),
                            s -> every(s, uncached))
                    .explainedBy(explain::cachedThoughDisabled));
        }
        if (fields.pending.bound() > 1) {
            all.add(Law.always(
                            "no-crash",
                            Breaks.PROGRESS,
                            "no exit on a mark is taken for an error of Xen's, which would crash the domain",
                            s -> fields.spurious.is(s, 0) || fields.crashed.is(s, 0),
                            s -> !fields.crashed.is(s, 0))
                    .explainedBy(s -> new Diagnosis(
                            Breaks.PROGRESS,
                            List.of("an exit on a mark that another vCPU had resolved has crashed the domain"))));
        }
        if (fields.exits.bound() > 1) {
            all.add(within("exits-within-limit", "misconfiguration exits", fields.exits));
            all.add(within("flushes-within-limit", "cache flushes", fields.flushes));
        }
        if (fields.work.bound() > 1) {
            all.add(Law.always(
                            "work-within-limit",
                            Breaks.PROGRESS,
                            "one step of a guest makes Xen look at no more entries than the limit says, once a vCPU has set CR0.CD=1",
                            s -> machine.at(s).anyCacheDisabled(),
                            s -> fields.work.get(s, 0) <= limit)
                    .explainedBy(s -> new Diagnosis(
                            Breaks.PROGRESS,
                            List.of("Xen looked at " + fields.work.get(s, 0) + " entries with the p2m lock held, of "
                                    + machine.frames + " frames, and the limit is " + limit))));
        }
        return all;
    }

    private Law within(String name, String what, IntField counter) {
        return Law.always(
                        name,
                        Breaks.SPEED,
                        "once a guest has met a mark, there are at most as many " + what + " as the limit says",
                        s -> fields.exits.get(s, 0) > 0,
                        s -> counter.get(s, 0) <= limit)
                .explainedBy(s -> new Diagnosis(
                        Breaks.SPEED, List.of(counter.get(s, 0) + " " + what + ", and the limit is " + limit)));
    }

    /** The property of two domains for which the same hypercalls were made. */
    static Law orderIndependent(XenMachine[] machines, IntField[] done) {
        XenOrders orders = new XenOrders(machines, done);
        return Law.always(
                        "order-independent",
                        Breaks.COHERENCE,
                        "two domains for which the same hypercalls were made, in whatever orders, end with the same types",
                        orders::comparable,
                        orders::same)
                .explainedBy(orders::differences);
    }

    /** What is counted, where the scope counts. */
    List<Figure> figures() {
        if (fields.scope.get(XenSettings.COSTS)) {
            return Stream.of(fields.allExits, fields.allFlushes, fields.allRecomputed, fields.allSplits)
                    .flatMap(tally -> tally.figures().stream())
                    .toList();
        }
        if (fields.exits.bound() == 1 || fields.scope.get(XenSettings.CALLS) == Calls.ORDERS) {
            return List.of();
        }
        return List.of(
                most("misconfiguration exits, at most", fields.exits),
                most("cache flushes, at most", fields.flushes),
                most("leaves recomputed, at most", fields.recomputed),
                most("large leaves split, at most", fields.splits));
    }

    private static Figure most(String name, IntField counter) {
        return new Figure(name, Figure.Kind.MAXIMUM, s -> counter.get(s, 0));
    }

    private boolean any(long[] s, LeafTest test) {
        machine.at(s);
        for (long gfn = 0; gfn < machine.frames; gfn = machine.ept.next(gfn)) {
            if (machine.ept.walk(gfn) == Walk.LEAF && test(gfn, test)) {
                return true;
            }
        }
        return false;
    }

    private boolean every(long[] s, LeafTest test) {
        machine.at(s);
        for (long gfn = 0; gfn < machine.frames; gfn = machine.ept.next(gfn)) {
            if (machine.ept.walk(gfn) == Walk.LEAF && !test(gfn, test)) {
                return false;
            }
        }
        return true;
    }

    private boolean test(long gfn, LeafTest test) {
        return test.test(gfn, machine.ept.order(machine.ept.leafLevel(gfn)), machine.ept.leaf(gfn));
    }

    private boolean fresh(long gfn, int order, long leaf) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (machine.fresh(v, gfn, order, leaf) == EptWord.memoryType(leaf)) {
                return true;
            }
        }
        return false;
    }

    private boolean freshOnEach(long gfn, int order, long leaf) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (machine.fresh(v, gfn, order, leaf) != EptWord.memoryType(leaf)) {
                return false;
            }
        }
        return true;
    }

    private boolean uniform(long gfn, int order, long leaf) {
        for (long i = 0; order > 0 && i < 1L << order; i++) {
            if (machine.fresh(0, gfn + i, 0, EptWord.part(leaf, i)) != EptWord.memoryType(leaf)) {
                return false;
            }
        }
        return true;
    }

    private boolean meant(long gfn, int order, long leaf) {
        for (int v = 0; order == 0 && v < fields.vcpu.size(); v++) {
            int type = TypeRule.leaf(machine, v, gfn, PageKind.of(EptWord.mfn(leaf)));
            if (type == TypeRule.ANY || type == EptWord.memoryType(leaf)) {
                return true;
            }
        }
        return order > 0;
    }

    private boolean equal(long[] s) {
        for (int v = 1; v < fields.vcpu.size(); v++) {
            if (!fields.mtrrs.equal(s, 0, v)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOf(long leaf, PageKind kind) {
        return PageKind.of(EptWord.mfn(leaf)) == kind;
    }

    private boolean effectiveOnEach(long leaf, MemType wanted) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (machine.design.effective(EptWord.memoryType(leaf), machine.pat(v)) != wanted) {
                return false;
            }
        }
        return true;
    }

    private boolean cachedThoughDisabled(long leaf) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (machine.cacheDisabled(v)
                    && machine.design
                            .effective(EptWord.memoryType(leaf), machine.pat(v))
                            .cached()) {
                return true;
            }
        }
        return false;
    }

    private boolean enabled(XenMachine m) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (Mtrrs.enabled(m.vcpu(v))) {
                return true;
            }
        }
        return false;
    }

    private boolean recordKeepsTypes(XenMachine m) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int gfn = 0; gfn < m.frames; gfn++) {
                if (!explain.keepsType(v, gfn)) {
                    return false;
                }
            }
        }
        return true;
    }
}
