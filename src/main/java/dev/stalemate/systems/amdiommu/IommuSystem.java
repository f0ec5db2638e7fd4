package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SystemPage;
import dev.stalemate.model.View;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.sources.XenCommits;
import java.util.List;

/** The AMD IOMMU as Xen drives it: page tables that grow, device-table entries, locks, and devices doing DMA at any moment. */
public final class IommuSystem extends SystemPage<IommuDesign> {
    private static final String WIDE = "frames=256,tables=160,dfns=" + wideDfns();

    /** The system, its scopes, and how they grow. */
    public IommuSystem() {
        super(
                "amd-iommu",
                "The AMD IOMMU's page tables as Xen builds them: levels that grow, device-table entries, the PCI-devices lock, DMA at any moment",
                IommuDesign.ALL,
                IommuSettings.ALL);
        scope("reuse", "unmap=on,reassign=off,callers=ram");
        scope("quarantine", "quarantine=3,callers=none,dfns=0x0");
        scope("errors", "errors=on,reassign=off,dfns=0x0+0x8000000");
        scope("wide", WIDE + ",cpus=3,devices=3,assigned=2,callers=ram+mmio+unity,unmap=on");
        grows(IommuSettings.DEVICES, IommuSettings.CPUS);
    }

    /** The last dfns of each level's reach and the first beyond it, and some runs in between. */
    private static String wideDfns() {
        StringBuilder dfns = new StringBuilder("0x0");
        for (int l = 1; l <= 5; l++) {
            long reach = 1L << (IoPageTables.BITS * l);
            for (long dfn : new long[] {reach - 2, reach - 1, reach, reach + 1, reach + 511, reach + 512}) {
                dfns.append("+0x").append(Long.toHexString(dfn));
            }
        }
        return dfns.append("+0xffffffffffffe+0xfffffffffffff").toString();
    }

    @Override
    public Releases releases() {
        return IommuReleases.all();
    }

    @Override
    protected void claim(Claims claims) {
        IommuClaims.all(claims.naming(XenCommits.ALL));
        IommuReuseClaims.all(claims);
        IommuHistory.all(claims);
    }

    @Override
    public List<Scenario> scenarios() {
        return IommuScenarios.of(this);
    }

    /** Every level's reach, up to 64-bit addresses, and hundreds of frames, if anything is mapped. A claim's own dfns stay. */
    @Override
    public Scope widen(Scope scope) {
        boolean chosen = !scope.text(IommuSettings.DFNS).equals(IommuSettings.DFNS.initial());
        return chosen || scope.get(IommuSettings.CALLERS).isEmpty() ? scope : scope.with(WIDE);
    }

    @Override
    protected void describe(IommuDesign design, Scope scope, Model.Builder model) {
        IommuFields fields = new IommuFields(scope, design);
        IommuMachine machine = new IommuMachine(fields, design);
        model.layout(fields.layout)
                .startingAt(fields.initial())
                .actions(new IommuActions(machine).all())
                .laws(new IommuLaws(machine).all())
                .figures(fields.costs.figures(fields.tables, scope.get(IommuSettings.TABLES)))
                .showing(List.of(dma(fields)));
    }

    /** Where each device's DMA to each dfn ends now: its entry, the IOMMU's copy, the IOTLB and the tables taken together. */
    private static View dma(IommuFields f) {
        return new View(
                "dma",
                List.of(f.device, f.dfn),
                (s, element) -> f.tables.text(f.translation(s, element / f.dfns.length, element % f.dfns.length)));
    }
}
