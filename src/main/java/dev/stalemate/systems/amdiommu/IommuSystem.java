package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Growth;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The AMD IOMMU as Xen drives it: page tables that grow, device-table entries, locks, and devices doing DMA at any moment. */
public final class IommuSystem implements ModelSystem {
    private static final String WIDE = "frames=256,tables=160,dfns=" + wideDfns();

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
    public String name() {
        return "amd-iommu";
    }

    @Override
    public String says() {
        return "The AMD IOMMU's page tables as Xen builds them: levels that grow, device-table entries, the PCI-devices lock, DMA at any moment";
    }

    @Override
    public List<IommuDesign> designs() {
        return IommuDesigns.ALL;
    }

    @Override
    public Releases releases() {
        return IommuReleases.all();
    }

    @Override
    public List<Setting<?>> settings() {
        return IommuSettings.ALL;
    }

    @Override
    public Map<String, Scope> scopes() {
        Scope initial = Scope.of("small", settings());
        Map<String, Scope> scopes = new LinkedHashMap<>();
        scopes.put("small", initial);
        scopes.put("reuse", initial.with("unmap=on,reassign=off,callers=ram").named("reuse"));
        scopes.put(
                "quarantine", initial.with("quarantine=3,callers=none,dfns=0x0").named("quarantine"));
        scopes.put(
                "errors",
                initial.with("errors=on,reassign=off,dfns=0x0+0x8000000").named("errors"));
        scopes.put(
                "wide",
                initial.with(WIDE + ",cpus=3,devices=3,assigned=2,callers=ram+mmio+unity,unmap=on")
                        .named("wide"));
        return scopes;
    }

    @Override
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>(IommuClaims.of(this));
        claims.addAll(IommuReuseClaims.of(this));
        claims.addAll(IommuHistory.of(this));
        return claims;
    }

    @Override
    public List<Scenario> scenarios() {
        return IommuScenarios.of(this);
    }

    /** Every level's reach, up to 64-bit addresses, and hundreds of frames, where anything is mapped; what a claim says of dfns stays. */
    @Override
    public Scope widen(Scope scope) {
        boolean chosen = !scope.text(IommuSettings.DFNS).equals(IommuSettings.DFNS.initial());
        return chosen || scope.get(IommuSettings.CALLERS).isEmpty() ? scope : scope.with(WIDE);
    }

    /** By a device, then by a CPU. */
    @Override
    public List<Growth> larger(Scope scope) {
        List<Growth> growths = new ArrayList<>();
        Growth.byOne(growths, IommuSettings.DEVICES, scope.get(IommuSettings.DEVICES));
        Growth.byOne(growths, IommuSettings.CPUS, scope.get(IommuSettings.CPUS));
        return growths;
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof IommuDesign design)) {
            throw new IllegalArgumentException(asked.name() + " is no design of the AMD IOMMU's");
        }
        IommuFields fields = new IommuFields(scope, design);
        IommuMachine machine = new IommuMachine(fields, design);
        IommuLaws laws = new IommuLaws(machine);
        return new Model(
                        name(),
                        design,
                        scope,
                        fields.layout,
                        fields.initial(),
                        new IommuActions(machine).all(),
                        laws.all(),
                        laws.figures())
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
