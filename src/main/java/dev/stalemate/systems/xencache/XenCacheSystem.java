package dev.stalemate.systems.xencache;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.sources.XenCommits;

/** A page in caches and in RAM, and what Xen flushes. */
public final class XenCacheSystem extends SystemPage<XenCacheDesign> {
    private static final int WIDE_CPUS = 4;

    /** The system, its scopes, and how they grow. */
    public XenCacheSystem() {
        super(
                "xen-cache",
                "A page in caches and RAM: what Xen flushes for devices, page tables and the next owner",
                XenCacheDesign.ALL,
                XenCacheSettings.ALL);
        scope("page-table", "page=page-table,alias=wc,frees=on,late-clflush=on");
        scope("arm", "page=arm-ram,top=on,fills=off");
        grows(XenCacheSettings.CPUS);
    }

    @Override
    public Releases releases() {
        return XenCacheReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        XenCacheClaims.all(claims.naming(XenCommits.ALL));
    }

    /** More CPUs; what a claim says of the page stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.with(XenCacheSettings.CPUS, Integer.toString(WIDE_CPUS));
    }

    @Override
    protected void describe(XenCacheDesign design, Scope scope, Model.Builder model) {
        XenCacheFields fields = new XenCacheFields(scope, design);
        model.layout(fields.layout)
                .actions(new XenCacheActions(fields, design).all())
                .laws(new XenCacheLaws(fields).all());
    }
}
