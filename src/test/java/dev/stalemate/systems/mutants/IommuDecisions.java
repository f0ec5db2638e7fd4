package dev.stalemate.systems.mutants;

import java.util.Map;
import java.util.Set;

/** What the designs of IOMMUs' systems decide by their steps. */
final class IommuDecisions {
    /** Of answers alone so far: every step counts as the environment's. */
    static final Map.Entry<String, Decisions> AMD_IOMMU = Map.entry(
            "amd-iommu",
            new Decisions(
                    Set.of(Decisions.ALL),
                    Set.of(),
                    Set.of(),
                    Map.of(
                            "devices=2",
                            "devices=1",
                            "devices=2,callers=ram+mmio+unity",
                            "devices=1",
                            "devices=2,dfns=0x0,frames=1,tables=8,callers=ram,quarantine=4",
                            "cpus=1",
                            "devices=2,dfns=0x0+0x1000000000,tables=8",
                            "devices=1",
                            "dfns=0x0+0x40000+0xfffffffff,frames=3,tables=12",
                            "cpus=1",
                            "dfns=0x0+0x40000+0x1000000000,frames=3,tables=12",
                            "cpus=1")));

    static final Map.Entry<String, Decisions> IOTLB = Map.entry(
            "iotlb",
            new Decisions(
                    Set.of("dma", "give-to-another-guest", "other-guest-writes", "process", "flush-fails"),
                    Set.of("p2m-lock", "iommu-lock", "holds", "references", "error", "kept", "command"),
                    Set.of("iotlb", "completed"),
                    Map.of(
                            "cpus=2,frames=3,moves=1",
                            "frames=2",
                            "frames=4,removes=off,moves=1",
                            "frames=3",
                            "cpus=2,iommus=2,moves=1,commands=4",
                            "iommus=1",
                            "cpus=2,frames=3,maps=on",
                            "frames=2")));

    static final Map.Entry<String, Decisions> UNSNOOPED_WALKS = Map.entry(
            "unsnooped-walks",
            new Decisions(
                    Decisions.names("dma write-back give-to-another-guest other-guest-writes"),
                    Set.of(),
                    Set.of("iotlb")));

    static final Map.Entry<String, Decisions> IOMMU_ENTRIES = Map.entry(
            "iommu-entries",
            new Decisions(
                    Set.of(
                            "evict",
                            "fetch",
                            "fetch-directory",
                            "fetch-table",
                            "make-entry-flush",
                            "make-iotlb-flush",
                            "other-walks",
                            "reuse-table-page",
                            "walk",
                            "write-back"),
                    Set.of(),
                    Set.of("iotlb", "kept.word0", "entry.word0")));

    static final Map.Entry<String, Decisions> SPLIT_ENTRIES = Map.entry(
            "split-entries",
            new Decisions(
                    Set.of("begin", "begin-clear", "begin-set", "read", "drop"),
                    Set.of("reader"),
                    Set.of("read.rights", "read.present", "read.low")));

    private IommuDecisions() {}
}
