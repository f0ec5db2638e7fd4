package dev.stalemate.systems.cacheflush;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.XenCommits;

/** A page in caches and in RAM, and what hypervisors flush. */
public final class CacheFlushSystem extends SystemPage<CacheFlushDesign> {
    private static final int WIDE_CPUS = 4;

    /** The system, its scopes, and how they grow. */
    public CacheFlushSystem() {
        super(
                "cache-flush",
                "A page in caches and RAM: what Xen and KVM flush for devices, page tables and the next owner",
                CacheFlushDesign.ALL,
                CacheFlushSettings.ALL);
        scope("wbinvd", "flush-by=instruction");
        scope("page-table", "page=page-table,alias=wc,frees=on,late-clflush=on");
        scope("arm", "page=arm-ram,top=on,fills=off");
        scope("arm-takes", "page=arm-ram,takes=on");
        grows(CacheFlushSettings.CPUS);
    }

    @Override
    public Releases releases() {
        return CacheFlushReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        CacheFlushClaims.all(claims.naming(XenCommits.ALL).naming(LinuxCommits.ALL));
    }

    /** More CPUs; what a claim says of the page stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(CacheFlushSettings.CPUS, Integer.toString(WIDE_CPUS));
    }

    @Override
    protected void describe(CacheFlushDesign design, Scope scope, Model.Builder model) {
        CacheFlushFields fields = new CacheFlushFields(scope, design);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new CacheFlushActions(fields, design).all())
                .laws(new CacheFlushLaws(fields).all());
    }
}
