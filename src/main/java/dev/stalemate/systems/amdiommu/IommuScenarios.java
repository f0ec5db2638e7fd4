package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import java.util.ArrayList;
import java.util.List;

/** What the thread argues about: the levels that every DMA walks, against the cost of letting them grow. */
final class IommuScenarios {
    private static final String SETTINGS =
            "costs=on,cpus=1,devices=2,assigned=2,callers=ram,reassign=off,frames=8,tables=32,dfns=";

    private static final List<IommuDesign> DESIGNS = List.of(
            IommuDesign.XEN_4_12_1,
            IommuDesign.NOTIFY,
            IommuDesign.NOTIFY_AT_ONCE,
            IommuDesign.FOUR_LEVELS,
            IommuDesign.FITTED);

    /** Whatever the program of CPU 0 does next, until it is through. */
    private static final String RUN =
            "* lock-pcidevs cpu=0 | lock-mapping cpu=0 | allocate cpu=0 | link cpu=0 | publish cpu=0"
                    + " | write-entry cpu=0 | write-root cpu=0 | write-mode cpu=0"
                    + " | write-id cpu=0 | write-root-high cpu=0 | write-root-low cpu=0 | flush-entry cpu=0 | flush-pages cpu=0 | unlock cpu=0"
                    + " | install cpu=0 | return cpu=0";

    private IommuScenarios() {}

    static List<Scenario> of(IommuSystem system) {
        return List.of(
                scenario(
                        system,
                        "guest-of-1g",
                        "1 GiB of RAM and no more is mapped, then two devices read three frames each",
                        "0x0",
                        "0x1ff",
                        "0x3ffff"),
                scenario(
                        system,
                        "guest-of-4g",
                        "RAM and, below 4 GiB, the video RAM are mapped, then two devices read three frames each",
                        "0x0",
                        "0x1ff",
                        "0xf0000"),
                scenario(
                        system,
                        "guest-of-1t",
                        "RAM below 4 GiB, then RAM and a BAR below 1 TiB are mapped, then two devices read four frames each",
                        "0x0",
                        "0xf0000",
                        "0x8000000",
                        "0xfffffff"));
    }

    private static Scenario scenario(IommuSystem system, String name, String says, String... dfns) {
        List<String> lines = new ArrayList<>();
        for (int d = 0; d < dfns.length; d++) {
            lines.add("map cpu=0 caller=ram dfn=" + dfns[d] + " mfn=" + d);
            lines.add(RUN);
        }
        for (int device = 0; device < 2; device++) {
            for (String dfn : dfns) {
                lines.add("dma device=" + device + " dfn=" + dfn);
            }
        }
        Scope scope = Scope.of("costs", system.settings())
                .with(SETTINGS + String.join("+", dfns))
                .named("costs");
        return new Scenario(name, says, scope, DESIGNS, lines);
    }
}
