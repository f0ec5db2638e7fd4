package dev.stalemate.systems.xen;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Field;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proofs;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.sources.XenCommits;
import dev.stalemate.systems.xen.claims.XenClaims;
import dev.stalemate.systems.xen.claims.XenProofs;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;
import dev.stalemate.systems.xen.model.XenModel;
import dev.stalemate.systems.xen.model.XenSettings;
import java.util.List;

/** Xen: guest MTRRs, pinned ranges, I/O permissions and the EPT leaves that are recomputed when they are touched. */
public final class XenSystem extends SystemPage<XenDesign> {
    /** The system, its scopes, and how they grow. */
    public XenSystem() {
        super(
                "xen-ept",
                "Xen's EPT memory types: I/O permissions, guest MTRRs and pinned ranges, and leaves that are recomputed once touched",
                XenDesigns.LISTED,
                XenSettings.ALL);
        scope("small", "iomem=2,ioport=1,wrmsr=2ff:800/806");
        scope("revoke", "iomem=2,ioport=1,revoke=on,wrmsr=2ff:800/806");
        scope("iommu", "iommu=yes,vcpus=2,wrmsr=2ff:800/806,pins=on");
        scope("large", "iommu=yes,memory=large,wrmsr=200:101001+201:0/fffffe800/ffffff800");
        scope("wide", "wrmsr=wide,maxphyaddr=52,iommu=any,vcpus=2,iomem=2,ioport=1,maps=mmio+mmio-ro+grant-table");
        scope("orders", "calls=orders,iommu=any,memory=none,maps=ram,devices=1,iomem=1,restore=2ff:800");
        grows(XenSettings.LEVELS, XenSettings.VCPUS);
    }

    @Override
    public Releases releases() {
        return XenReleases.TABLE;
    }

    @Override
    protected void claim(Claims claims) {
        XenClaims.all(claims.naming(XenCommits.ALL));
    }

    @Override
    protected void prove(Proofs proofs) {
        XenProofs.all(proofs);
    }

    @Override
    public List<Scenario> scenarios() {
        return XenScenarios.of(this);
    }

    @Override
    public String lawAt(Scope scope, String law) {
        return XenSettings.hasData(scope) ? FollowedData.name(law) : law;
    }

    @Override
    public long atScope(Scope from, Scope to, Field register, long value) {
        return MtrrFields.widened(register, value, XenSettings.maxPhyAddr(from), XenSettings.maxPhyAddr(to));
    }

    @Override
    protected void describe(XenDesign design, Scope scope, Model.Builder model) {
        XenModel.describe(design, scope, model);
    }
}
