package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** What must be true of a domain's leaves, and of what is done to keep them right. */
public final class XenLaws {
    public static final String STALE = "no-stale";
    public static final String EQUAL = "no-stale-equal";
    public static final String STARTED = "no-stale-started";
    public static final String GRANTED = "no-stale-granted";
    public static final String EACH = "same-for-every-vcpu";
    public static final String LARGE_TYPES = "large-page-types";
    public static final String MEANT = "types-as-meant";
    public static final String GRANT_FRAMES = "grant-frames-wb";
    public static final String MAPS_WB = "other-domains-pages-wb";
    public static final String WC_BAR = "wc-bar";
    public static final String READ_ONLY_UC = "read-only-mmio-uc";
    public static final String RECORD = "record-keeps-types";
    public static final String GUARD = "guard-is-rule";
    public static final String CD = "cd-is-uncached";
    public static final String NO_CRASH = "no-crash";
    public static final String RETAINED = "no-retained-mapping";
    public static final String EXITS = "exits-within-limit";
    public static final String FLUSHES = "flushes-within-limit";
    public static final String WORK = "work-within-limit";

    private final XenMachine machine;
    private final XenFields fields;
    private final UnmarkedLeaves leaves;
    private final LeafFaults faults;
    private final SavedMtrrs[] saved;
    private final int limit;

    XenLaws(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.leaves = new UnmarkedLeaves(machine);
        this.faults = new LeafFaults(machine);
        this.saved = new SavedMtrrs[fields.vcpu.size()];
        for (int v = 0; v < saved.length; v++) {
            saved[v] = new SavedMtrrs(machine.vcpu(v), machine.design);
        }
        this.limit = fields.scope.get(XenSettings.LIMIT);
    }

    /** The laws of one domain that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        addStale(all);
        addTypes(all);
        addGuestTypes(all);
        if (fields.cd.bound() > 1) {
            all.add(leaves.none(
                    Law.always(
                                    CD,
                                    Breaks.COHERENCE,
                                    "while a vCPU has CR0.CD=1, and Xen has noticed it, none of its accesses is cached")
                            .where(and(s -> machine.at(s).anyCacheDisabled(), leaves.any())),
                    faults::isCachedThoughDisabled,
                    faults::cachedThoughDisabled));
        }
        addCosts(all);
        if (fields.frames.present()) {
            all.add(new RetainedFrames(machine).law(RETAINED));
        }
        return all;
    }

    private static Condition and(Condition first, Condition second) {
        return first.and(second);
    }

    private void addStale(List<Law> all) {
        Condition any = leaves.any();
        all.add(fresh(STALE, "every leaf that is not marked has the type that it would get now, on some vCPU", any));
        all.add(fresh(
                EQUAL,
                "while the MTRRs of all vCPUs are equal, every leaf that is not marked has the type that it would get now",
                any.and(this::haveEqualMtrrs)));
        all.add(fresh(
                STARTED,
                "once the domain is started, every leaf that is not marked has the type that it would get now",
                and(s -> machine.at(s).started(), any)));
        all.add(fresh(
                GRANTED,
                "while the domain has I/O memory or ports, every leaf that is not marked has the type that it would get now",
                and(s -> machine.at(s).ioResources(), any)));
    }

    private Law fresh(String name, String says, Condition premise) {
        return leaves.none(Law.always(name, Breaks.COHERENCE, says).where(premise), faults::isStale, faults::stale);
    }

    private void addTypes(List<Law> all) {
        all.add(leaves.none(
                Law.always(
                                EACH,
                                Breaks.COHERENCE,
                                "every leaf that is not marked has the type that it would get on each vCPU")
                        .where(leaves.any()),
                "for one of the two vCPUs it is ",
                faults::differsByVcpu,
                faults::byVcpu));
        all.add(leaves.none(
                Law.always(
                                LARGE_TYPES,
                                Breaks.COHERENCE,
                                "each 4K of a large leaf that is not marked has the type that a 4K leaf would get")
                        .where(leaves.any((gfn, order, leaf) -> order > 0)),
                faults::isMixed,
                faults::mixed));
        all.add(leaves.none(
                Law.always(
                                MEANT,
                                Breaks.COHERENCE,
                                "every 4K leaf that is not marked has the type that is meant for its page: if guest types count, RAM has "
                                        + "the type of its pin or of the SDM, otherwise WB with IPAT; device memory has UC, with IPAT if it is "
                                        + "read-only; all else has WB with IPAT")
                        .where(leaves.any()),
                faults::isNotAsMeant,
                faults::notAsMeant));
        all.add(writeBack(
                GRANT_FRAMES, "an access to a frame of the grant table is WB", kind -> kind == PageKind.GRANT_TABLE));
        all.add(combined(
                WC_BAR,
                Breaks.SPEED,
                "an access to a BAR that the guest's PAT types WC is WC",
                PageKind.MMIO,
                MemType.WC));
    }

    private Law writeBack(String name, String says, Predicate<PageKind> kinds) {
        return leaves.none(
                Law.always(name, Breaks.SPEED, says)
                        .where(leaves.any((gfn, order, leaf) -> kinds.test(PageKind.of(EptWord.mfn(leaf))))),
                faults.isNotWriteBack(kinds),
                faults::notWriteBack);
    }

    private Law combined(String name, Breaks breaks, String says, PageKind kind, MemType wanted) {
        return leaves.none(
                Law.always(name, breaks, says).where(leaves.any((gfn, order, leaf) -> LeafFaults.isOf(leaf, kind))),
                faults.combinesOtherwise(kind, wanted),
                faults.combined(wanted));
    }

    private void addGuestTypes(List<Law> all) {
        Condition isLost = fields.vcpu.any(fields.gfn, (s, v, gfn) -> losesType(v, gfn));
        all.add(Law.always(
                        RECORD,
                        Breaks.COHERENCE,
                        "the MTRRs of a save record give every frame the type that the vCPU's own MTRRs give")
                .where(this::hasMtrrs)
                .holds(s -> !isLost.test(machine.at(s).state()))
                .explainedBy(this::lostBySaving));
        all.add(writeBack(
                MAPS_WB,
                "an access to another domain's page, mapped by its grant or as foreign, is WB",
                kind -> kind == PageKind.GRANT || kind == PageKind.FOREIGN));
        all.add(combined(
                READ_ONLY_UC,
                Breaks.ORDER,
                "an access to read-only device memory is UC, even if the guest's PAT types it WC",
                PageKind.MMIO_RO,
                MemType.UC));
        all.add(Law.always(GUARD, Breaks.COHERENCE, "memory_type_changed() does something exactly if guest types count")
                .where(fields::created)
                .holds(s -> guestTypesCount(s) == typeChangeReaches(s))
                .explainedBy(s -> new Diagnosis(
                        guestTypesCount(s) && !typeChangeReaches(s) ? Breaks.COHERENCE : Breaks.SPEED,
                        List.of("guest types " + (guestTypesCount(s) ? "count" : "don't count")
                                + ", and memory_type_changed() "
                                + (typeChangeReaches(s)
                                        ? "marks every leaf for nothing, so only slower"
                                        : "does nothing, so leaves keep old types, weaker ones too")))));
    }

    private boolean guestTypesCount(long[] s) {
        return machine.design.honoursGuestTypes(machine.at(s));
    }

    private boolean typeChangeReaches(long[] s) {
        return machine.design.typeChangeReaches(machine.at(s));
    }

    private void addCosts(List<Law> all) {
        if (fields.pending.bound() > 1) {
            all.add(Law.always(
                            NO_CRASH,
                            Breaks.CRASH,
                            "no exit on a mark is taken for an error of Xen's, which would crash the domain")
                    .where(s -> fields.spurious.is(s, 0) || fields.crashed.is(s, 0))
                    .holds(s -> !fields.crashed.is(s, 0))
                    .saying(s -> "an exit on a mark that another vCPU had resolved has crashed the domain"));
        }
        if (fields.exits.bound() > 1) {
            all.add(within(EXITS, "misconfiguration exits", fields.exits));
            all.add(within(FLUSHES, "cache flushes", fields.flushes));
        }
        if (fields.work.bound() > 1) {
            all.add(Law.always(
                            WORK,
                            Breaks.PROGRESS,
                            "one step of a guest makes Xen look at no more entries than the limit says, once a vCPU has set CR0.CD=1")
                    .where(s -> machine.at(s).anyCacheDisabled())
                    .holds(s -> fields.work.get(s, 0) <= limit)
                    .saying(s -> "Xen looked at " + fields.work.get(s, 0) + " entries with the p2m lock held, of "
                            + machine.frames + " frames, and the limit is " + limit));
        }
    }

    private Law within(String name, String what, IntField counter) {
        return Law.always(
                        name,
                        Breaks.SPEED,
                        "once a guest has touched a mark, there are at most as many " + what + " as the limit says")
                .where(s -> fields.exits.is(s, 0))
                .holds(s -> counter.get(s, 0) <= limit)
                .saying(s -> counter.get(s, 0) + " " + what + ", and the limit is " + limit);
    }

    /** Whether the MTRRs of some vCPU are enabled. */
    private boolean hasMtrrs(long[] s) {
        machine.at(s);
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (Mtrrs.enabled(machine.vcpu(v))) {
                return true;
            }
        }
        return false;
    }

    private boolean haveEqualMtrrs(long[] s) {
        for (int v = 1; v < fields.vcpu.size(); v++) {
            if (!fields.mtrrs.equal(s, 0, v)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a frame has another type by a vCPU's save record than by its registers, in the state on which the machine stands. */
    private boolean losesType(int v, long gfn) {
        long address = machine.address(gfn);
        return XenMtrrs.type(machine.vcpu(v), address, 0) != XenMtrrs.type(saved[v], address, 0);
    }

    private Diagnosis lostBySaving(long[] s) {
        machine.at(s);
        Faults lost = new Faults();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (long gfn = 0; gfn < machine.frames; gfn++) {
                if (losesType(v, gfn)) {
                    MemType own = mtrrType(machine.vcpu(v), gfn);
                    MemType restored = mtrrType(saved[v], gfn);
                    lost.add(
                            "vCPU " + v + "'s MTRRs give gfn 0x" + Long.toHexString(gfn) + " " + own + ", and "
                                    + restored + " after a restore: ",
                            EptLeaf.hazards(EptLeaf.of(restored, false), EptLeaf.of(own, false)));
                }
            }
        }
        return lost.diagnosis();
    }

    private MemType mtrrType(MtrrRegisters mtrrs, long gfn) {
        return Objects.requireNonNull(MemType.ofCode(XenMtrrs.type(mtrrs, machine.address(gfn), 0)));
    }
}
