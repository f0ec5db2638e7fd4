package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Index;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;
import java.util.List;

/** Flushes of guests' translations: under which tag, when, and for which vCPU. */
public final class GuestTlbSystem extends SystemPage<GuestTlbDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> VCPUS = SETTINGS.counted("vCPU").number("vcpus", 1, 3, 1, "vCPUs of the guest");
    static final Setting<Integer> CPUS = SETTINGS.counted("CPU").number("cpus", 1, 3, 1, "real CPUs that they run on");
    static final Setting<Integer> CONTEXTS = SETTINGS.told(contexts -> switch (contexts) {
                case "1" -> "no L2";
                case "3" -> "L2 under two VPIDs";
                default -> "L1 and L2";
            })
            .number(
                    "contexts",
                    1,
                    3,
                    2,
                    "what a vCPU runs: with 1 the guest, with 2 L1 and L2, with 3 L1, and L2 under two VPIDs");
    static final Setting<Integer> PAGES =
            SETTINGS.counted("page").number("pages", 1, 4, 1, "pages of each address space");
    static final Setting<Boolean> VPID = SETTINGS.told("no VPIDs for L2")
            .flag(
                    "vpid",
                    true,
                    "whether L1 gives L2 VPIDs; without them each entry and exit of L2 is a flush of everything");
    static final Setting<Boolean> REQUESTS = SETTINGS.told("no flush is requested")
            .flag(
                    "requests",
                    true,
                    "whether a flush of a vCPU is requested from elsewhere, as by a paravirtual hypercall");
    static final Setting<Boolean> SHADOW = SETTINGS.told("shadow tables")
            .flag(
                    "shadow",
                    false,
                    "whether the hypervisor shadows the guests' tables, and TLBs are filled from its shadows");

    private static final int WIDE_PAGES = 4;

    /** The system, its scopes, and how they grow. */
    public GuestTlbSystem() {
        super(
                "guest-tlb",
                "What a guest's flush must remove from TLBs: shared tags, and flushes under another root or level than was meant",
                GuestTlbDesign.ALL,
                SETTINGS);
        scope("no-vpid", "vpid=off,cpus=2");
        scope("one-level", "contexts=1,vcpus=2,cpus=2");
        scope("wide", "vcpus=3,cpus=3,contexts=3,pages=4,shadow=on");
        grows(PAGES, CPUS, VCPUS);
    }

    @Override
    public Releases releases() {
        return GuestTlbReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        GuestTlbClaims.all(claims.naming(LinuxCommits.ALL).naming(XenCommits.ALL));
    }

    /** More pages; what a claim says of vCPUs, CPUs and levels stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(PAGES, Integer.toString(WIDE_PAGES));
    }

    @Override
    protected void describe(GuestTlbDesign design, Scope scope, Model.Builder model) {
        GuestTlbFields fields = new GuestTlbFields(scope, design);
        model.layout(fields.layout)
                .actions(new GuestTlbActions(fields, design).all())
                .laws(new GuestTlbLaws(fields).all())
                .showing(views(fields));
    }

    /** What each vCPU uses for each page now, by the tag that it runs with, and what a walk would give it. */
    private static List<View> views(GuestTlbFields f) {
        int pages = f.page.size();
        List<Index> ofVcpu = List.of(f.vcpu, f.page);
        return List.of(
                new View("uses", ofVcpu, (s, e) -> f.uses(s, e / pages, e % pages)),
                new View("walk", ofVcpu, (s, e) -> f.text(f.walk(s, e / pages, e % pages))));
    }
}
