package dev.stalemate.systems.limited;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;

/** A page of a guest that becomes uncached while caches have it. */
public final class LimitedCachingSystem extends SystemPage<LimitedDesign> {
    /** The system, its scopes, and how they grow. */
    public LimitedCachingSystem() {
        super(
                "limited-caching",
                "A page of a guest becomes uncached: what Xen flushes for that, when, and on which CPUs",
                LimitedDesign.ALL,
                LimitedSettings.ALL);
        scope("builds", "builds=on");
        scope("emulates", "emulates=on");
        scope("device", "self-snoop=on,device=on");
        grows(LimitedSettings.CPUS);
    }

    @Override
    public Releases releases() {
        return new Releases.Table("xen")
                .of(LimitedDesign.FLUSHES_ALL.name())
                .row("4.5.0", "4.20.4", "8cb7f7d135", null)
                .of(LimitedDesign.WHERE_NEEDED.name())
                .row("4.21.0", "4.22.0", "2d779cabdd", null)
                .all();
    }

    @Override
    protected void claim(Claims claims) {
        LimitedClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More CPUs; what a claim says of the page stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(LimitedSettings.CPUS, "4");
    }

    @Override
    protected void describe(LimitedDesign design, Scope scope, Model.Builder model) {
        LimitedPage page = new LimitedPage(design, scope);
        model.layout(page.layout())
                .startingAt(page.initial())
                .actions(page.actions())
                .laws(page.laws());
    }
}
