package dev.stalemate.systems.teardown;

import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A domain with passed-through devices that is destroyed: what takes its devices off, and what is freed when. */
public final class TeardownSystem extends SystemPage<TeardownDesign> {
    private static final int WIDE_DEVICES = 3;

    /** The system, its scopes, and how they grow. */
    public TeardownSystem() {
        super(
                "domain-teardown",
                "A domain with devices that is destroyed: devices that are taken off one by one, reserved regions, errors, and tables"
                        + " that are freed",
                TeardownDesign.ALL,
                TeardownSettings.ALL);
        scope("fails", "devices=2,fails=remove,lasts=on,retries=on");
        scope("changes", "devices=2,region=shared,phantoms=1,assigns=on,unplugs=on,dma=on");
        scope("maps", "maps=on");
        scope("not-mapped", "assigned=off,assigns=on,fails=map");
        grows(TeardownSettings.DEVICES, TeardownSettings.PHANTOMS);
    }

    @Override
    public Releases releases() {
        return TeardownReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        TeardownClaims.all(claims.naming(Stream.concat(XenCommits.ALL.stream(), LinuxCommits.ALL.stream())
                .toList()));
    }

    /** More devices; what a claim says of anything else stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(TeardownSettings.DEVICES) >= WIDE_DEVICES
                ? scope
                : scope.with(TeardownSettings.DEVICES, Integer.toString(WIDE_DEVICES));
    }

    @Override
    protected void describe(TeardownDesign design, Scope scope, Model.Builder model) {
        TeardownFields f = new TeardownFields(scope, design);
        ToldTeardown told = new ToldTeardown(f, design);
        Failures failures = new Failures(f);
        Removal removal = new Removal(f, design, failures, told);
        List<Action> actions = new ArrayList<>(removal.all());
        if (scope.get(TeardownSettings.ASSIGNS)) {
            Assignment assignment = new Assignment(f, design, failures, told, removal);
            actions.add(assignment.assign());
            assignment.addSteps();
        }
        removal.addSteps();
        actions.addAll(f.hypercall.actions());
        actions.addAll(new Ending(f, design, told).all());
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(new TeardownLaws(f).all());
    }
}
