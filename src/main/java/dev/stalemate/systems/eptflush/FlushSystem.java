package dev.stalemate.systems.eptflush;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;

/** What CPUs cache of EPTs while Xen changes them: which mark has it flushed, and when. */
public final class FlushSystem extends SystemPage<FlushDesign> {
    /** The table that a domain has beside its host table. */
    enum Second {
        NONE,
        /** The shadow that L2 runs with. */
        NESTED,
        /** An alternate view (altp2m). */
        VIEW
    }

    /** What changes in a table. */
    enum Change {
        /** A frame leaves the host table, and the second table with it. */
        HOST,
        /** An entry of the second table alone goes. */
        SECOND,
        /** A large leaf of the host table takes the place of a table page. */
        TABLE
    }

    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> CPUS =
            SETTINGS.counted("CPU").number("cpus", 1, 8, 1, "CPUs, each with one of the guest's vCPUs");
    static final Setting<Second> SECOND = SETTINGS.told(second -> switch (second) {
                case "nested" -> "a nested table beside the host table";
                case "view" -> "an alternate view beside the host table";
                default -> "";
            })
            .choice("second", Second.class, Second.NONE, "the table that the domain has beside its host table");
    static final Setting<Change> CHANGE = SETTINGS.told(change -> switch (change) {
                case "second" -> "the second table changes";
                case "table" -> "a large leaf replaces a table";
                default -> "the host table changes";
            })
            .choice(
                    "change",
                    Change.class,
                    Change.HOST,
                    "what changes: the host table, the second table, or the form of the host table");

    private static final int WIDE_CPUS = 4;

    /** The system, its scopes, and how they grow. */
    public FlushSystem() {
        super(
                "ept-flush",
                "Xen's EPT flushes: marks in the masks of host, nested and alternate tables, flushes that are put off, "
                        + "table pages that are freed meanwhile",
                FlushDesign.ALL,
                SETTINGS);
        scope("nested", "second=nested,cpus=2");
        scope("view", "second=view,cpus=2");
        scope("table", "change=table,cpus=2");
        grows(CPUS);
    }

    @Override
    public Releases releases() {
        return FlushReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        FlushClaims.all(claims.naming(XenCommits.ALL));
    }

    @Override
    protected void prove(Proofs proofs) {
        FlushInvariants.prove(proofs);
    }

    /** More CPUs. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(CPUS) >= WIDE_CPUS ? scope : scope.with(CPUS, Integer.toString(WIDE_CPUS));
    }

    @Override
    protected void describe(FlushDesign design, Scope scope, Model.Builder model) {
        FlushFields fields = new FlushFields(scope);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new FlushActions(fields, design).all())
                .laws(new FlushLaws(fields).all())
                .invariants(new FlushInvariants(fields, design).all());
    }
}
