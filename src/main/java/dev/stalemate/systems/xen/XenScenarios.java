package dev.stalemate.systems.xen;

import dev.stalemate.model.Scenario;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.xen.design.XenDesigns;
import java.util.List;

/** What the thread argues about, as runs whose exits and flushes are counted; after each hypercall everything is touched. */
final class XenScenarios {
    private static final String TOUCH = "* touch vcpu=0 gfn=0x0 | touch vcpu=0 gfn=0x2";
    private static final String COUNTED = ",costs=on";

    private XenScenarios() {}

    static List<Scenario> of(XenSystem system) {
        Scope small = Scope.of("costs", system.settings());
        return List.of(
                new Scenario(
                        "passthrough-lists",
                        "two iomem ranges, an ioport range and a BAR for a domain without an IOMMU, two tables",
                        small.with("iomem=2,ioport=1,maps=mmio" + COUNTED),
                        List.of(XenDesigns.ALWAYS_CALLS, XenDesigns.XEN_4_17_7, XenDesigns.CREATION_FLAG),
                        List.of(
                                "permit-iomem range=0",
                                TOUCH,
                                "permit-iomem range=1",
                                TOUCH,
                                "permit-ioport range=0",
                                TOUCH,
                                "map page=mmio",
                                TOUCH)),
                new Scenario(
                        "restore",
                        "the MTRRs of two vCPUs are restored, three registers each, and the domain starts",
                        small.with("start=on,iommu=yes,vcpus=2,restore=2ff:800+200:100000+201:ffffff800" + COUNTED),
                        List.of(XenDesigns.XEN_4_17_7, XenDesigns.NO_FLUSH_BEFORE_START),
                        List.of("hvm-load vcpu=0", "hvm-load vcpu=1", "start", TOUCH)),
                new Scenario(
                        "refused-pin",
                        "a frame is pinned, and then a range over it, which is refused as busy",
                        small.with("iommu=yes,pins=on" + COUNTED),
                        List.of(XenDesigns.XEN_4_17_7, XenDesigns.PINS_THAT_ARE_DONE),
                        List.of("pin range=first type=WT", TOUCH, "pin range=all type=WT", TOUCH)));
    }
}
