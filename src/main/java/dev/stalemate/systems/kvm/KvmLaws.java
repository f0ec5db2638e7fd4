package dev.stalemate.systems.kvm;

import com.google.common.collect.ImmutableRangeSet;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.LargePage;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmExplanations.Wrong;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What must be true of KVM's leaves.
 *
 * <p>"Stale" is one notion: a leaf is stale when it differs from what the same design would install now, for any vCPU on line. "Weaker" is
 * another: a guest believes an access uncached while it is cached.
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
    static final String CODE_KEEPS_LEAF = "code-keeps-its-leaf";
    static final String PAT_IS_HONOURED = "pat-is-honoured";
    static final String NEVER_WEAKER_THAN_REPLACED = "never-weaker-than-replaced";
    static final String NO_RETAINED_MAPPING = "no-retained-mapping";

    private static final long PAGE = 1L << 12;
    private static final long LARGE = 1L << 21;

    private final KvmMachine machine;
    private final KvmFields fields;
    private final KvmExplanations explain;
    private final ImmutableRangeSet<Long> expectedZap;
    private final long[] scratch;

    KvmLaws(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.explain = new KvmExplanations(machine);
        this.expectedZap = ZapRanges.parse(fields.scope.get(KvmSettings.EXPECT_ZAP));
        this.scratch = fields.layout.blank();
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        NO_STALE_IGMT,
                        Breaks.COHERENCE,
                        "once every CR0.CD is clear, no leaf ignores the guest's PAT that would not be installed so now",
                        s -> fields.noncoherentDma(s) && fields.noneHasCd(s) && anyLeaf(s),
                        s -> everyLeaf(s, (f, leaf) -> !EptLeaf.ipat(leaf) || EptLeaf.ipat(explain.freshLike(f, leaf))))
                .explainedBy(explain::staleLeaves));
        all.add(Law.always(
                        NO_STALE_QUIESCENT,
                        Breaks.COHERENCE,
                        "while every vCPU has CR0.CD=0 and all their MTRRs are equal, every leaf is what would be installed now",
                        s -> anyLeaf(s) && quiescent(s),
                        s -> everyLeaf(s, (f, leaf) -> explain.freshLike(f, leaf) == EptLeaf.small(leaf)))
                .explainedBy(explain::staleLeaves));
        all.add(Law.always(
                        NO_STALE,
                        Breaks.COHERENCE,
                        "every leaf is what would be installed now on some vCPU",
                        this::anyLeaf,
                        s -> everyLeaf(s, (f, leaf) -> explain.freshLike(f, leaf) == EptLeaf.small(leaf)))
                .explainedBy(explain::staleLeaves));
        all.add(Law.always(
                        NEVER_WEAKER,
                        Breaks.COHERENCE,
                        "with non-coherent DMA, no access that a guest believes uncached is cached",
                        s -> fields.noncoherentDma(s) && anyLeaf(s),
                        s -> neverWeaker(s, v -> true))
                .explainedBy(s -> explain.weakerAccesses(s, v -> true)));
        all.add(Law.always(
                        NEVER_WEAKER_WHILE_OFF,
                        Breaks.COHERENCE,
                        "with non-coherent DMA, no access of a vCPU with CR0.CD=1 and its MTRRs disabled is cached",
                        s -> fields.noncoherentDma(s) && anyLeaf(s) && anyOff(s),
                        s -> neverWeaker(s, KvmLaws::isOff))
                .explainedBy(s -> explain.weakerAccesses(s, KvmLaws::isOff)));
        all.addAll(new KvmPatLaws(fields).all());
        if (machine.design.honoursGuestMtrrs()) {
            addMtrrs(all);
        }
        addLarge(all);
        addZaps(all);
        all.addAll(new KvmPages(machine).laws());
        return all;
    }

    private void addMtrrs(List<Law> all) {
        all.add(Law.always(
                        FOLLOWS_MTRRS,
                        Breaks.COHERENCE,
                        "while every vCPU has CR0.CD=0 and all their MTRRs are equal, every leaf of RAM has the type that those MTRRs give",
                        s -> fields.noncoherentDma(s) && anyLeaf(s) && quiescent(s),
                        s -> everyLeaf(s, (f, leaf) -> machine.mmio(fields.gpa[f]) || EptLeaf.emt(leaf) == ownType(f)))
                .explainedBy(s -> explain.notByMtrrs(s, this::ownType)));
        all.add(Law.always(
                        LOOK_UP_IS_SDM,
                        Breaks.COHERENCE,
                        "while quiescent, the look-up of a guest's MTRR type gives what the SDM defines",
                        s -> quiescent(s) && Mtrrs.enabled(firstOnline(machine.at(s))),
                        s -> noFrame(s, this::notBySdm))
                .explainedBy(s -> explain.frames(s, this::notBySdm)));
    }

    private void addLarge(List<Law> all) {
        if (fields.huge.bound() > 1) {
            all.add(Law.always(
                            LARGE_PAGE_TYPES,
                            Breaks.COHERENCE,
                            "while quiescent, each 4K of a large leaf has the type that a 4K leaf would get",
                            s -> anyLargeLeaf(s) && quiescent(s),
                            s -> everyLeaf(
                                    s,
                                    (f, leaf) -> !EptLeaf.isLarge(leaf)
                                            || explain.freshLike(f, leaf) == EptLeaf.small(leaf)))
                    .explainedBy(explain::staleLeaves));
        }
        if (fields.huge.bound() > 1 && machine.design.honoursGuestMtrrs()) {
            all.add(Law.always(
                            LARGE_CHECK_IS_SAFE,
                            Breaks.COHERENCE,
                            "where a 2 MiB page would be installed whole, the SDM gives all of it one type",
                            s -> fields.noncoherentDma(s) && anyFrame(s, this::checkedUniform),
                            s -> noFrame(s, this::notUniform))
                    .explainedBy(s -> explain.frames(s, this::notUniform)));
        }
    }

    private void addZaps(List<Law> all) {
        if (fields.zaps.bound() > 1) {
            all.add(Law.always(
                            ONE_ZAP_A_ROUND,
                            Breaks.SPEED,
                            "a round of MTRR updates that leaves all vCPUs alike costs one zap, not one for each vCPU",
                            s -> fields.zaps.get(s, 0) > 0 && quiescent(s),
                            s -> fields.zaps.get(s, 0) <= 1)
                    .explainedBy(s -> new Diagnosis(
                            Breaks.SPEED, List.of(fields.zaps.get(s, 0) + " zaps in this round so far"))));
        }
        if (!expectedZap.isEmpty()) {
            all.add(Law.always(
                            ZAPS_EXACTLY,
                            Breaks.SPEED,
                            "clearing CR0.CD zaps the expected ranges and nothing else, the fixed ranges in one call",
                            s -> fields.cd.is(s, 0),
                            this::zapsExactly)
                    .explainedBy(s -> new Diagnosis(
                            Breaks.SPEED,
                            List.of("clearing CD zaps " + zapped(s).text()))));
            all.add(Law.always(
                    CODE_KEEPS_LEAF,
                    Breaks.SPEED,
                    "clearing CR0.CD keeps the leaf of the first frame, where the guest's code runs",
                    s -> fields.cd.is(s, 0) && fields.leaf.get(s, 0) != EptLeaf.NONE,
                    s -> {
                        clearCd(s, machine);
                        return fields.leaf.get(scratch, 0) != EptLeaf.NONE;
                    }));
        }
    }

    /** What runs cost. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        if (fields.zaps.bound() > 1) {
            figures.add(new Figure(
                    "most zaps in a round of MTRR updates",
                    Figure.Kind.MAXIMUM,
                    s -> quiescent(s) ? fields.zaps.get(s, 0) : 0));
        }
        figures.addAll(fields.allZaps.figures());
        figures.addAll(fields.built.figures());
        if (fields.huge.bound() > 1 && machine.design.honoursGuestMtrrs()) {
            figures.add(new Figure(
                    "states in which a uniform 2 MiB is needlessly split",
                    Figure.Kind.SUM,
                    s -> anyFrame(s, f -> !checkedUniform(f) && sdmLarge(f).type() != null) ? 1 : 0));
        }
        return figures;
    }

    private interface LeafTest {
        boolean test(int frame, int leaf);
    }

    private interface FrameTest {
        boolean test(int frame);
    }

    private boolean everyLeaf(long[] s, LeafTest test) {
        machine.at(s);
        for (int f = 0; f < fields.gpa.length; f++) {
            int leaf = fields.leaf.get(s, f);
            if (leaf != EptLeaf.NONE && !test.test(f, leaf)) {
                return false;
            }
        }
        return true;
    }

    private boolean neverWeaker(long[] s, Predicate<Vcpu> of) {
        machine.at(s);
        for (int v = 0; v < machine.vcpus(); v++) {
            Vcpu vcpu = machine.vcpu(v);
            if (vcpu.online() && of.test(vcpu)) {
                for (int f = 0; f < fields.gpa.length; f++) {
                    int leaf = fields.leaf.get(s, f);
                    if (leaf != EptLeaf.NONE && explain.weakerPat(vcpu, f, leaf) != null) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isOff(Vcpu vcpu) {
        return vcpu.cd() && !Mtrrs.enabled(vcpu);
    }

    /** By the own registers of a vCPU that is on line, whatever else the design goes by. */
    private MemType ownType(int f) {
        Vcpu vcpu = firstOnline();
        return KvmMtrrLookup.type(vcpu, vcpu.hasMtrrs(), fields.gpa[f]);
    }

    private @Nullable Wrong notBySdm(int f) {
        for (int v = 0; v < machine.vcpus(); v++) {
            MemType defined = machine.vcpu(v).online() ? Mtrrs.type(machine.vcpu(v), fields.gpa[f]) : null;
            MemType found = machine.design.guestMtrrType(machine, v, fields.gpa[f]);
            if (defined != null && defined != found) {
                return new Wrong("is " + defined + " by the SDM, and looked up as " + found, hazards(found, defined));
            }
        }
        return null;
    }

    private @Nullable Wrong notUniform(int f) {
        boolean wrong =
                fields.largePage[f] == f && checkedUniform(f) && sdmLarge(f).type() == null;
        return wrong
                ? new Wrong(
                        "would be installed with its 2 MiB whole, which is " + sdmLarge(f) + " by the SDM",
                        ofPages(fields.gpa[f]))
                : null;
    }

    /** What can go wrong with the pages of a 2 MiB leaf that have no type of their own. */
    private Hazards ofPages(long gpa) {
        MemType whole = machine.design.guestMtrrType(machine, 0, gpa);
        Hazards all = Hazards.NONE;
        for (long page = gpa & -LARGE; page < (gpa & -LARGE) + LARGE; page += PAGE) {
            MemType own = Mtrrs.type(machine.vcpu(0), page);
            all = own == null ? all : all.and(hazards(whole, own));
        }
        return all;
    }

    /** What can go wrong where a leaf has one MTRR type and should have another. */
    private static Hazards hazards(MemType is, MemType should) {
        return EptLeaf.hazards(EptLeaf.of(is, false), EptLeaf.of(should, false));
    }

    /** Clears vCPU 0's CD in a copy of the state, and lets the design zap as it does then. */
    private void clearCd(long[] s, Zap zap) {
        System.arraycopy(s, 0, scratch, 0, s.length);
        fields.cd.set(scratch, 0, 0);
        machine.design.cdWritten(machine.at(scratch), 0, zap);
    }

    private ZapRanges zapped(long[] s) {
        ZapRanges zapped = new ZapRanges(fields.scope.get(KvmSettings.MAXPHYADDR));
        clearCd(s, zapped);
        return zapped;
    }

    private boolean zapsExactly(long[] s) {
        ZapRanges zapped = zapped(s);
        return zapped.union().equals(expectedZap)
                && zapped.calls().size() == expectedZap.asRanges().size();
    }

    private boolean quiescent(long[] s) {
        return machine.at(s).quiescent();
    }

    private boolean anyOff(long[] s) {
        for (int v = 0; v < machine.vcpus(); v++) {
            boolean enabled = (fields.mtrrs.field(MtrrMsr.DEF_TYPE).get(s, v) & MtrrMsr.E) != 0;
            if (fields.cd.is(s, v) && !enabled && !fields.offline.is(s, v)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyLeaf(long[] s) {
        for (int f = 0; f < fields.gpa.length; f++) {
            if (fields.leaf.get(s, f) != EptLeaf.NONE) {
                return true;
            }
        }
        return false;
    }

    private boolean anyLargeLeaf(long[] s) {
        for (int f = 0; f < fields.gpa.length; f++) {
            if (EptLeaf.isLarge(fields.leaf.get(s, f))) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is wrong with any frame. */
    private boolean noFrame(long[] s, IntFunction<@Nullable Wrong> wrong) {
        machine.at(s);
        for (int f = 0; f < fields.gpa.length; f++) {
            if (wrong.apply(f) != null) {
                return false;
            }
        }
        return true;
    }

    private boolean anyFrame(long[] s, FrameTest test) {
        machine.at(s);
        for (int f = 0; f < fields.gpa.length; f++) {
            if (fields.largePage[f] == f && test.test(f)) {
                return true;
            }
        }
        return false;
    }

    private boolean checkedUniform(int f) {
        return machine.design.installsLarge(machine, 0, fields.gpa[f]);
    }

    private LargePage sdmLarge(int f) {
        return Mtrrs.large(machine.vcpu(0), fields.gpa[f], 9);
    }

    private Vcpu firstOnline() {
        return firstOnline(machine);
    }

    private static Vcpu firstOnline(KvmMachine machine) {
        for (int v = 0; v < machine.vcpus(); v++) {
            if (machine.vcpu(v).online()) {
                return machine.vcpu(v);
            }
        }
        throw new IllegalStateException("no vCPU is on line");
    }
}
