package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.paging.Invalidations.Told;
import dev.stalemate.sources.LinuxCommits;
import java.util.ArrayList;
import java.util.List;

/** KVM's MMU lock: what is owed as it is given up, and what may have changed before it is taken. */
public final class KvmMmuSystem extends SystemPage<KvmMmuDesign> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> VCPUS = SETTINGS.counted("vCPU").number("vcpus", 1, 3, 1, "vCPUs, each with a TLB");
    static final Setting<Integer> GFNS = SETTINGS.counted("gfn").number("gfns", 1, 8, 1, "pages of the guest");
    static final Setting<Integer> ROOTS = SETTINGS.counted("root")
            .number("roots", 1, 2, 1, "roots between which vCPUs switch, as for system management mode");
    static final Setting<Boolean> ZAPS = SETTINGS.told("all pages are zapped")
            .flag("zaps", false, "whether all pages are zapped, in each root, as after a change of a memory type");
    static final Setting<Boolean> DELETES = SETTINGS.told("a memory slot is deleted")
            .flag("deletes", false, "whether a memory slot is deleted: its root is swept, and another takes its place");
    static final Setting<Boolean> RECOVERS = SETTINGS.told("a table page is given up")
            .flag("recovers", false, "whether a table page is given up, so that a large page can take its place");
    static final Setting<Boolean> LEGACY = SETTINGS.told("with the legacy MMU")
            .flag("legacy", false, "whether shadow pages of the other MMU are given up with it, with a flush for them");
    static final Setting<Integer> SEQ_BITS = SETTINGS.told("a counter of %s", "bit")
            .number(
                    "seq-bits",
                    0,
                    6,
                    0,
                    "the width of the counter of invalidations by the host, which end when it is full; with 0 there are none");

    static final Setting<Integer> IN_STEPS = SETTINGS.told("%s at once, in steps", "invalidation")
            .number(
                    "in-steps",
                    0,
                    3,
                    0,
                    "invalidations by the host in steps (start, change, free, end), and how many are under way at once; with 0 they are "
                            + "one step each, as seq-bits says");
    static final Setting<Integer> RANGE = SETTINGS.told("of %s each", "page")
            .number("range", 1, 4, 1, "pages of each invalidation in steps, one after the other");
    static final Setting<Told> TOLD = SETTINGS.told(told -> switch (told) {
                case "first" -> "KVM is told only of the first page that the host changes";
                case "nothing" -> "KVM is told nothing of what the host changes";
                default -> "";
            })
            .choice(
                    "told",
                    Told.class,
                    Told.WHOLE,
                    "what KVM is told of the range that the host changes: the whole, its first page, or nothing");
    static final Setting<Boolean> AGAIN = SETTINGS.told("frames come back")
            .flag(
                    "again",
                    false,
                    "whether frames that were freed come back, so that invalidations in steps never have to end");
    static final Setting<Boolean> SIZES = SETTINGS.told("pages with sizes")
            .flag(
                    "sizes",
                    false,
                    "whether each page is part of a large one at first, and small once the host has changed it");
    static final Setting<Boolean> APIC = SETTINGS.told("gfn 0 is the APIC's")
            .flag("apic", false, "whether the first page is that of the APIC, whose frame is also in each vCPU's VMCS");

    static final Setting<Tracked> TRACKS = SETTINGS.told(tracked -> switch (tracked) {
                case "upper" -> "page tables of an upper level are shadowed";
                case "last" -> "page tables of the last level are shadowed";
                default -> "";
            })
            .choice(
                    "tracks",
                    Tracked.class,
                    Tracked.NO,
                    "which page tables of the guest KVM shadows, and so tracks writes to; without logs or ages there is no set-writable");
    static final Setting<Boolean> LOGS = SETTINGS.told("the guest is migrated")
            .flag("logs", false, "whether the guest is migrated, with a dirty bitmap");
    static final Setting<Boolean> AGES = SETTINGS.told("the host ages pages without accessed bits")
            .flag(
                    "ages",
                    false,
                    "whether the host ages pages on a processor without accessed bits: leaves lose their permissions");

    private static final int WIDE_GFNS = 4;

    /** Which page tables of the guest KVM shadows. */
    enum Tracked {
        /** None. */
        NO,
        /** Those of an upper level: each write to them is emulated. */
        UPPER,
        /** Those of the last level: they may be written to once their shadow is marked unsync. */
        LAST
    }

    /** The system, its scopes, and how they grow. */
    public KvmMmuSystem() {
        super(
                "kvm-mmu",
                "KVM's MMU lock: flushes that are owed when it is given up, faults that are late, dead roots, the host's "
                        + "invalidations, and write-protection",
                KvmMmuReleases.ALL_DESIGNS,
                SETTINGS);
        scope("zaps", "zaps=on,roots=2");
        scope("deletes", "deletes=on,seq-bits=2");
        scope("recovers", "recovers=on");
        scope("in-steps", "in-steps=2,gfns=2");
        scope("apic", "in-steps=1,apic=on");
        scope("writes", "tracks=upper,logs=on");
        scope("wide", "vcpus=3,gfns=4,roots=2,zaps=on,recovers=on,seq-bits=6");
        grows(GFNS, VCPUS);
    }

    @Override
    public Releases releases() {
        return KvmMmuReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        KvmMmuClaims.all(claims.naming(LinuxCommits.ALL));
        KvmMmuInvalidationClaims.all(claims.naming(LinuxCommits.ALL));
        KvmMmuWriteClaims.all(claims.naming(LinuxCommits.ALL));
    }

    /** More pages; what a claim says of vCPUs, roots and counters stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(GFNS) >= WIDE_GFNS ? scope : scope.with(GFNS, Integer.toString(WIDE_GFNS));
    }

    @Override
    protected void describe(KvmMmuDesign design, Scope scope, Model.Builder model) {
        KvmMmuFields fields = new KvmMmuFields(scope, design);
        List<Action> actions = new ArrayList<>(new KvmMmuFaults(fields, design).all());
        actions.addAll(new KvmMmuZaps(fields, design).all());
        if (fields.permissions) {
            actions.addAll(new KvmMmuProtection(fields, design).all());
        }
        actions.addAll(new KvmMmuHost(fields, design).all());
        model.layout(fields.layout)
                .actions(actions)
                .laws(new KvmMmuLaws(fields).all())
                .showing(fields.root.size() > 1 ? List.of(cached(fields)) : List.of());
    }

    /** What each vCPU's TLB has of each root: a tag is both. */
    private static View cached(KvmMmuFields f) {
        int gfns = f.gfn.size();
        return new View("cached", List.of(f.vcpu, f.root, f.gfn), (s, e) -> {
            int tag = f.tag(e / gfns / f.root.size(), e / gfns % f.root.size());
            return f.tlb.text(s, tag, e % gfns);
        });
    }
}
