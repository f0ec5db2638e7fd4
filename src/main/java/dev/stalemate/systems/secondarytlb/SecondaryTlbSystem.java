package dev.stalemate.systems.secondarytlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.systems.secondarytlb.SharedDesign.AtStart;
import dev.stalemate.systems.secondarytlb.SharedSettings.WalksAgain;
import java.util.ArrayList;
import java.util.List;

/** IOMMUs that use a process's page tables: which changes of an entry their TLBs are told of, and when. */
public final class SecondaryTlbSystem extends SystemPage<SharedDesign> {
    private static final int WIDE_CHANGES = 2;

    /** The system, its scopes, and how they grow. */
    public SecondaryTlbSystem() {
        super(
                "secondary-tlb",
                "TLBs of IOMMUs that use a process's page tables: when they are told that an entry was removed, made read-only or"
                        + " made writable, and faults of devices",
                SharedDesign.ALL,
                SharedSettings.ALL);
        scope("fork", "protects=fork");
        scope("clean", "protects=clean");
        scope("cpus", "cpus=1,migrates=on");
        scope("wide", "devices=3,cpus=3,pages=4,hosts=2,changes=4,migrates=on,protects=fork");
        grows(SharedSettings.CHANGES, SharedSettings.PAGES, SharedSettings.DEVICES);
    }

    @Override
    public Releases releases() {
        return SharedReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        SharedClaims.all(claims.naming(LinuxCommits.ALL));
    }

    /** More changes; what a claim says of devices, CPUs and threads stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(SharedSettings.CHANGES) >= WIDE_CHANGES
                ? scope
                : scope.with(SharedSettings.CHANGES, Integer.toString(WIDE_CHANGES));
    }

    @Override
    protected void describe(SharedDesign design, Scope scope, Model.Builder model) {
        SharedFields f = new SharedFields(scope, design);
        WalksAgain again = scope.get(SharedSettings.WALKS_AGAIN);
        boolean empties = design.atStart == AtStart.EMPTY_TABLE;
        List<Action> actions = new ArrayList<>(f.devices.actions(
                "dma-",
                again == WalksAgain.ALL,
                (s, p, write) -> empties && f.isChanging(s) ? Entry.NONE : f.pte.get(s, p)));
        actions.addAll(f.cpus.actions("", again != WalksAgain.NOTHING, (s, p, write) -> {
            if (write) {
                f.writtenByCpu(s, p);
            }
            return f.pte.get(s, p);
        }));
        actions.addAll(new HostThreads(f, design).all());
        if (f.freesFrames()) {
            actions.add(f.frames.givenAway());
            actions.add(f.frames.writtenByOther(s -> true));
        }
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(new SharedLaws(f).all());
    }
}
