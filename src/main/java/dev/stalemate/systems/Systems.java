package dev.stalemate.systems;

import dev.stalemate.model.ModelSystem;
import dev.stalemate.systems.amdiommu.IommuSystem;
import dev.stalemate.systems.effective.EffectiveSystem;
import dev.stalemate.systems.eptflush.FlushSystem;
import dev.stalemate.systems.grants.GrantSystem;
import dev.stalemate.systems.guesttlb.GuestTlbSystem;
import dev.stalemate.systems.ioreq.IoreqSystem;
import dev.stalemate.systems.iotlb.IotlbSystem;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem;
import dev.stalemate.systems.nested.NestedSystem;
import dev.stalemate.systems.pfncache.PfnCacheSystem;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.zaplist.ZapListSystem;
import java.util.List;

/** Every system that comes with the tool. */
public final class Systems {
    private Systems() {}

    /** The systems in the order in which they are listed and checked. */
    public static List<ModelSystem> all() {
        return List.of(
                new KvmSystem(),
                new XenSystem(),
                new EffectiveSystem(),
                new IommuSystem(),
                new IotlbSystem(),
                new IoreqSystem(),
                new NestedSystem(),
                new FlushSystem(),
                new GrantSystem(),
                new GuestTlbSystem(),
                new KvmMmuSystem(),
                new PfnCacheSystem(),
                new ZapListSystem());
    }
}
