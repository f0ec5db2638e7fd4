package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of KVM's leaves.
 *
 * <p>"Stale" is one notion: a leaf is stale when it differs from what the same design would install now, for any vCPU on line
 * ({@link ExpectedLeaf}). "Weaker" is another: a guest believes an access uncached while it is cached ({@link Belief}).
 */
final class KvmLaws {
    static final String NO_STALE_IGMT = "no-stale-igmt";
    static final String NO_STALE_QUIESCENT = "no-stale-quiescent";
    static final String NO_STALE = "no-stale";
    static final String NEVER_WEAKER = "never-weaker";
    static final String NEVER_WEAKER_WHILE_OFF = "never-weaker-while-off";
    static final String FOLLOWS_MTRRS = "leaf-follows-online-mtrrs";
    static final String LOOK_UP_IS_SDM = "lookup-is-sdm";
    static final String LARGE_PAGE_TYPES = "large-page-types";
    static final String LARGE_CHECK_IS_SAFE = "large-check-is-safe";
    static final String ONE_ZAP_A_ROUND = "one-zap-a-round";
    static final String ZAPS_EXACTLY = "zaps-exactly";
    static final String ZAPS_WHAT_DIFFERS = "zaps-what-differs";
    static final String CODE_KEEPS_LEAF = "code-keeps-its-leaf";
    static final String PAT_IS_HONOURED = "pat-is-honoured";
    static final String NEVER_WEAKER_THAN_REPLACED = "never-weaker-than-replaced";
    static final String NO_RETAINED_MAPPING = "no-retained-mapping";
    static final String UNCACHED_FOR_DEVICE = "uncached-for-device";
    static final String DEVICE_MEMORY_IS_UNCACHED = "device-memory-is-uncached";
    static final String RAM_NO_SLOWER = "ram-no-slower-than-needed";

    private static final String LOOKS_UP = "kvm_mtrr_get_guest_memory_type()";
    private static final String CHECKS = "kvm_mtrr_check_gfn_range_consistency()";
    private static final long PAGE = 1L << 12;
    private static final long LARGE = 1L << 21;

    private final KvmMachine machine;
    private final KvmDesign design;
    private final KvmFields fields;
    private final PackedVm vm;
    private final KvmAccess access;
    private final int[] patIndexes;
    private final Law.Condition anyLeaf;
    private final Law.Condition noncoherentDma;
    private final Law.Condition quiescent;

    KvmLaws(KvmMachine machine) {
        this.machine = machine;
        this.design = machine.design;
        this.fields = machine.fields;
        this.vm = machine.asked;
        this.access = new KvmAccess(machine);
        this.patIndexes = fields.scope.patIndexes();
        this.anyLeaf = fields.frame.any(this::hasLeaf).and(fields::registered);
        this.noncoherentDma = s -> fields.noncoherentDma(s) && fields.registered(s);
        this.quiescent = s -> fields.registered(s) && vm.at(s).quiescent();
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        addStale(all);
        addWeaker(all);
        all.addAll(new KvmPatLaws(fields, access).all());
        if (design.honoursGuestMtrrs()) {
            addMtrrs(all);
        }
        if (fields.huge.bound() > 1) {
            addLarge(all);
        }
        all.addAll(new KvmLargeLaws(this, fields, anyLeaf.and(quiescent)).all());
        all.addAll(new KvmZapLaws(machine, quiescent).all());
        all.addAll(new FrameLaws(machine, access).all());
        if (fields.pages.present()) {
            all.add(fields.pages.noRetainedMapping(NO_RETAINED_MAPPING, fields.leaf));
        }
        return fields.data.laws(all);
    }

    private void addStale(List<Law> all) {
        all.add(Wrong.none(
                Law.always(
                                NO_STALE_IGMT,
                                Breaks.COHERENCE,
                                "with non-coherent DMA, while every vCPU has CR0.CD=0, a leaf has IPAT only if one that is"
                                        + " installed now would have it")
                        .where(noncoherentDma.and(fields::noneHasCd).and(anyLeaf)),
                fields.frame,
                this::ignoresPat,
                this::stale));
        all.add(Wrong.none(
                Law.always(
                                NO_STALE_QUIESCENT,
                                Breaks.COHERENCE,
                                "while every vCPU has CR0.CD=0 and all their MTRRs are equal, every leaf is what would be installed now")
                        .where(anyLeaf.and(quiescent)),
                fields.frame,
                this::isStale,
                this::stale));
        all.add(Wrong.none(
                Law.always(NO_STALE, Breaks.COHERENCE, "every leaf is what would be installed now on some vCPU")
                        .where(anyLeaf),
                fields.frame,
                this::isStale,
                this::stale));
    }

    private void addWeaker(List<Law> all) {
        all.add(Wrong.none(
                Law.always(
                                NEVER_WEAKER,
                                Breaks.COHERENCE,
                                "with non-coherent DMA, no access is cached that a guest believes to be uncached")
                        .where(noncoherentDma.and(fields.vcpu.any(
                                fields.frame, (s, v, f) -> hasLeaf(s, f) && access.anyBelievedUncached(s, v, f)))),
                fields.vcpu,
                fields.frame,
                this::isWeaker,
                this::weaker));
        all.add(Wrong.none(
                Law.always(
                                NEVER_WEAKER_WHILE_OFF,
                                Breaks.COHERENCE,
                                "with non-coherent DMA, no access of a vCPU with CR0.CD=1 and its MTRRs disabled is cached")
                        .where(noncoherentDma.and(anyLeaf).and(fields.vcpu.any(this::isOff))),
                fields.vcpu,
                fields.frame,
                (s, v, f) -> isOff(s, v) && isWeaker(s, v, f),
                this::weaker));
    }

    private void addMtrrs(List<Law> all) {
        all.add(Wrong.none(
                Law.always(
                                FOLLOWS_MTRRS,
                                Breaks.COHERENCE,
                                "while every vCPU has CR0.CD=0 and all their MTRRs are equal, every leaf of RAM has the type that those MTRRs give")
                        .where(noncoherentDma.and(anyLeaf).and(quiescent)),
                fields.frame,
                this::isNotByMtrrs,
                this::notByMtrrs));
        all.add(Wrong.none(
                Law.always(
                                LOOK_UP_IS_SDM,
                                Breaks.COHERENCE,
                                "while quiescent, the look-up of a guest's MTRR type gives what the SDM defines")
                        .where(quiescent.and(s -> Mtrrs.enabled(vm.at(s).firstOnline()))),
                fields.frame,
                fields.vcpu,
                this::isNotBySdm,
                this::notBySdm));
    }

    private void addLarge(List<Law> all) {
        all.add(Wrong.none(
                Law.always(
                                LARGE_PAGE_TYPES,
                                Breaks.COHERENCE,
                                "while quiescent, each 4K of a large leaf has the type that a 4K leaf would get")
                        .where(fields.frame.any(this::hasLargeLeaf).and(quiescent)),
                fields.frame,
                (s, f) -> hasLargeLeaf(s, f) && isStale(s, f),
                this::stale));
        if (design.honoursGuestMtrrs()) {
            all.add(Wrong.none(
                    Law.always(
                                    LARGE_CHECK_IS_SAFE,
                                    Breaks.COHERENCE,
                                    "if a 2 MiB page would be installed whole, the SDM gives all of it one type")
                            .where(noncoherentDma.and(fields.frame.any(this::isCheckedUniform))),
                    fields.frame,
                    (s, f) -> isCheckedUniform(s, f) && sdmLarge(s, f).type() == null,
                    this::notUniform));
        }
    }

    /** What runs cost. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        if (fields.zaps.bound() > 1) {
            figures.add(new Figure(
                    "most zaps in a round of MTRR updates",
                    Figure.Kind.MAXIMUM,
                    s -> quiescent.test(s) ? fields.zaps.get(s, 0) : 0));
        }
        figures.addAll(fields.allZaps.figures());
        figures.addAll(fields.built.figures());
        if (fields.huge.bound() > 1 && design.honoursGuestMtrrs()) {
            Law.Condition split = fields.frame.any((s, f) -> fields.scope.largePage[f] == f
                    && !isCheckedUniform(s, f)
                    && sdmLarge(s, f).type() != null);
            figures.add(new Figure(
                    "states in which a uniform 2 MiB is needlessly split",
                    Figure.Kind.SUM,
                    s -> split.test(s) ? 1 : 0));
        }
        return figures;
    }

    private boolean hasLeaf(long[] s, int f) {
        return fields.leaf.get(s, f) != EptLeaf.NONE;
    }

    private boolean hasLargeLeaf(long[] s, int f) {
        return EptLeaf.isLarge(fields.leaf.get(s, f));
    }

    private int expected(long[] s, int f) {
        return ExpectedLeaf.like(design, vm.at(s), fields.scope.gpa[f], fields.leaf.get(s, f));
    }

    boolean isStale(long[] s, int f) {
        return hasLeaf(s, f) && expected(s, f) != EptLeaf.small(fields.leaf.get(s, f));
    }

    private boolean ignoresPat(long[] s, int f) {
        return hasLeaf(s, f) && EptLeaf.ipat(fields.leaf.get(s, f)) && !EptLeaf.ipat(expected(s, f));
    }

    Wrong stale(long[] s, int f) {
        int expected = expected(s, f);
        return leaf(s, f, expected, "would get " + EptLeaf.text(expected) + " now");
    }

    private Wrong leaf(long[] s, int f, int expected, String says) {
        int leaf = fields.leaf.get(s, f);
        return new Wrong(
                "gpa " + fields.frame.text(f) + " has " + EptLeaf.text(leaf) + ", " + says,
                EptLeaf.hazards(leaf, expected));
    }

    private boolean isNotByMtrrs(long[] s, int f) {
        return hasLeaf(s, f)
                && !design.isMmio(vm.at(s), fields.scope.gpa[f])
                && EptLeaf.emt(fields.leaf.get(s, f)) != byMtrrs(s, f);
    }

    private Wrong notByMtrrs(long[] s, int f) {
        int expected = EptLeaf.of(byMtrrs(s, f), EptLeaf.ipat(fields.leaf.get(s, f)));
        return leaf(s, f, expected, "the MTRRs of the vCPUs on line say " + EptLeaf.emt(expected));
    }

    /** By the registers of a vCPU that is on line, whatever the design goes by. */
    private MemType byMtrrs(long[] s, int f) {
        Vcpu vcpu = vm.at(s).firstOnline();
        return KvmMtrrLookup.type(vcpu, vcpu.hasMtrrs(), fields.scope.gpa[f]);
    }

    private boolean isOff(long[] s, int v) {
        boolean enabled = (fields.mtrrs.field(MtrrMsr.DEF_TYPE).get(s, v) & MtrrMsr.E) != 0;
        return fields.cd.is(s, v) && !enabled && !fields.offline.is(s, v);
    }

    private boolean isWeaker(long[] s, int v, int f) {
        return hasLeaf(s, f) && !fields.offline.is(s, v) && weakerPat(s, v, f) >= 0;
    }

    /** The PAT entry of an access that the guest believes uncached while it is cached; -1 if there is none. */
    private int weakerPat(long[] s, int v, int f) {
        Vcpu vcpu = vm.at(s).vcpu(v);
        for (int index : patIndexes) {
            MemType pat = Pat.entry(vcpu.pat(), index);
            if (Belief.ifWeaker(vcpu, fields.scope.gpa[f], pat, access.of(s, v, f, index)) != null) {
                return index;
            }
        }
        return -1;
    }

    private Wrong weaker(long[] s, int v, int f) {
        Vcpu vcpu = vm.at(s).vcpu(v);
        int leaf = fields.leaf.get(s, f);
        int index = weakerPat(s, v, f);
        MemType pat = Pat.entry(vcpu.pat(), Math.max(0, index));
        MemType believed = Belief.of(vcpu, fields.scope.gpa[f], pat);
        if (index < 0 || believed == null) {
            throw new IllegalArgumentException("the access is not weaker than it should be");
        }
        String mtrr = vcpu.hasMtrrs() ? "MTRR " + Mtrrs.type(vcpu, fields.scope.gpa[f]) : "no MTRRs, so UC";
        String why = vcpu.cd() ? "CR0.CD=1" : mtrr + ", PAT " + pat;
        MemType is = access.of(s, v, f, index);
        return new Wrong(
                "vCPU " + v + " believes gpa " + fields.frame.text(f) + " " + believed + " (" + why
                        + "), but the leaf is " + EptLeaf.text(leaf) + " and the access " + is,
                Hazards.of(is, believed));
    }

    private @Nullable MemType bySdm(long[] s, int v, int f) {
        return fields.offline.is(s, v) ? null : Mtrrs.type(vm.at(s).vcpu(v), fields.scope.gpa[f]);
    }

    private boolean isNotBySdm(long[] s, int f, int v) {
        MemType defined = bySdm(s, v, f);
        return defined != null && defined != design.guestMtrrType(vm, v, fields.scope.gpa[f]);
    }

    private Wrong notBySdm(long[] s, int f, int v) {
        MemType defined = bySdm(s, v, f);
        MemType found = design.guestMtrrType(vm.at(s), v, fields.scope.gpa[f]);
        return new Wrong(
                LOOKS_UP + " looks gpa " + fields.frame.text(f) + " up as " + found + ", which is " + defined
                        + " by the SDM",
                hazards(found, defined));
    }

    /** Whether a frame stands for a 2 MiB page that the design would install whole. */
    private boolean isCheckedUniform(long[] s, int f) {
        return fields.scope.largePage[f] == f && design.installsLarge(vm.at(s), 0, fields.scope.gpa[f]);
    }

    private LargePage sdmLarge(long[] s, int f) {
        return Mtrrs.large(vm.at(s).vcpu(0), fields.scope.gpa[f], 9);
    }

    private Wrong notUniform(long[] s, int f) {
        long first = fields.scope.gpa[f] & -LARGE;
        MemType whole = design.guestMtrrType(vm.at(s), 0, fields.scope.gpa[f]);
        Hazards ofPages = Hazards.NONE;
        for (long page = first; page < first + LARGE; page += PAGE) {
            ofPages = ofPages.and(hazards(whole, Mtrrs.type(vm.vcpu(0), page)));
        }
        boolean uniform = design.isUniform(vm.at(s), 0, fields.scope.gpa[f]);
        return new Wrong(
                "gpa " + fields.frame.text(f) + " would be installed with its 2 MiB whole, "
                        + (uniform
                                ? "as " + CHECKS + " finds one type there; by the SDM it is "
                                : "which is by the SDM ")
                        + sdmLarge(s, f),
                ofPages);
    }

    /** What can go wrong where a leaf has one MTRR type and should have another; nothing where that one is undefined. */
    private static Hazards hazards(MemType is, @Nullable MemType should) {
        return should == null ? Hazards.NONE : EptLeaf.hazards(EptLeaf.of(is, false), EptLeaf.of(should, false));
    }
}
