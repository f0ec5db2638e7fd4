package dev.stalemate.systems;

import static dev.stalemate.model.Catalogue.entry;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.systems.amdiommu.IommuSystem;
import dev.stalemate.systems.cacheflush.CacheFlushSystem;
import dev.stalemate.systems.effective.EffectiveSystem;
import dev.stalemate.systems.encrypted.EncryptedSystem;
import dev.stalemate.systems.eptflush.FlushSystem;
import dev.stalemate.systems.grantcopy.CopySystem;
import dev.stalemate.systems.grants.GrantSystem;
import dev.stalemate.systems.guesttlb.GuestTlbSystem;
import dev.stalemate.systems.iommuentries.IommuEntriesSystem;
import dev.stalemate.systems.ioreq.IoreqSystem;
import dev.stalemate.systems.iotlb.IotlbSystem;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem;
import dev.stalemate.systems.latewrites.LateSystem;
import dev.stalemate.systems.limited.LimitedCachingSystem;
import dev.stalemate.systems.linuxamd.LinuxAmdSystem;
import dev.stalemate.systems.logdirty.LogDirtySystem;
import dev.stalemate.systems.memorydata.MemoryDataSystem;
import dev.stalemate.systems.nested.NestedSystem;
import dev.stalemate.systems.nestedpat.NestedPatSystem;
import dev.stalemate.systems.pfncache.PfnCacheSystem;
import dev.stalemate.systems.secondarytlb.SecondaryTlbSystem;
import dev.stalemate.systems.splitentries.SplitEntriesSystem;
import dev.stalemate.systems.teardown.TeardownSystem;
import dev.stalemate.systems.topshadow.ShadowSystem;
import dev.stalemate.systems.unsnooped.UnsnoopedWalksSystem;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.zaplist.ZapListSystem;
import java.util.List;

/** Every system that comes with the tool. */
public final class Systems {
    private Systems() {}

    /** The systems in the order in which they are listed and checked, with the families of their claims. */
    public static Catalogue catalogue() {
        return Catalogue.of(
                entry(
                        "kvm",
                        "K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 K11 K12 K13 K14 K17 K18 K19 K20 R1 R2 H1 H2 H33 H34 H35 H37 D9 D10",
                        KvmSystem::new),
                entry(
                        "xen-ept",
                        "X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 R3 R4 R5 R6 R9 R10 H3 H4 H5 H6 H7 H8 H9 H69 H70 H71 D11",
                        XenSystem::new),
                entry("effective-type", "R7", EffectiveSystem::new),
                entry("memory-data", "D1 D2 D3 D4 D5 D6 D7 D8", MemoryDataSystem::new),
                entry("amd-iommu", "A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 R8 H10 H11 H12 H22", IommuSystem::new),
                entry("linux-amd-iommu", "H51 H52 H53 H54", LinuxAmdSystem::new),
                entry("iotlb", "H19 H20 H21 H27", IotlbSystem::new),
                entry("iommu-entries", "H55 H56 H57 H58 H59", IommuEntriesSystem::new),
                entry("unsnooped-walks", "H82 H83 H84", UnsnoopedWalksSystem::new),
                entry("split-entries", "H86 H87 H88", SplitEntriesSystem::new),
                entry("ioreq-mapcache", "M1 M2 M3 M4 M5 M6 M7 M8 M9 H13 H14", IoreqSystem::new),
                entry("nested-ept", "N1 N2 N3 N4 N5 N6 N7 N8 N9 N10 N11", NestedSystem::new),
                entry("nested-pat", "H36", NestedPatSystem::new),
                entry("encrypted-memory", "H76 H77 H78 H79", EncryptedSystem::new),
                entry("ept-flush", "H15 H18", FlushSystem::new),
                entry("grant-copy", "H68", CopySystem::new),
                entry("grant-frames", "H28 H66 H67", GrantSystem::new),
                entry("guest-tlb", "H16 H17 H29", GuestTlbSystem::new),
                entry("late-writes", "H80 H81", LateSystem::new),
                entry("domain-teardown", "H60 H61 H62 H63 H90 H91 H92 H93 H94", TeardownSystem::new),
                entry("log-dirty", "H42 H46 H47", LogDirtySystem::new),
                entry("kvm-mmu", "H23 H24 H25 H26 H31 H32 H39 H41 H44 H45 H48 H49 H50", KvmMmuSystem::new),
                entry("pfn-cache", "H30 H40 H49 H50", PfnCacheSystem::new),
                entry("secondary-tlb", "H43", SecondaryTlbSystem::new),
                entry("top-level-shadow", "H64 H65", ShadowSystem::new),
                entry("cache-flush", "H72 H73 H74 H75", CacheFlushSystem::new),
                entry("limited-caching", "H85", LimitedCachingSystem::new),
                entry("zap-list", "K15 K16", ZapListSystem::new));
    }

    /** Every system, made. */
    public static List<ModelSystem> all() {
        return catalogue().all();
    }
}
