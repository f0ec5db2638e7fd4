package dev.stalemate.systems.kvm;

import com.google.common.collect.Sets;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.systems.kvm.KvmSettings.Data;
import dev.stalemate.systems.kvm.KvmSettings.HandedOver;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to the data of a frame: by the guest, through its leaf and with any entry of its PAT, and by a device that doesn't snoop. What the
 * guest relies on is what it believes.
 *
 * <p>As a part of changing types, the guest writes caches back and invalidates them (SDM 11.11.8, 11.12.4). Unless the scope says otherwise, so
 * does the host before such a device comes, and after it has gone.
 */
final class KvmData {
    private static final Set<String> BY_GUEST = Set.of("wrmsr", "set-cd", "clear-cd", "online");
    private static final Set<String> BY_HOST = Set.of(
            "attach-device",
            "detach-device",
            "finish-registration",
            "disable-quirk",
            "begin-non-snooping-dma",
            "end-dma");

    private static final Index ENTRY = Index.of("pat-index", 8);

    private final KvmFields fields;
    private final FollowedData data;
    private final PackedVm vm;
    private final KvmAccess access;
    private final Law.OfPair mayAccess;
    private final boolean untold;

    /**
     * Accesses in a scope.
     *
     * @param mayAccess whether a vCPU may access a frame now
     */
    KvmData(KvmMachine machine, Law.OfPair mayAccess) {
        this.fields = machine.fields;
        this.data = fields.data;
        this.vm = machine.asked;
        this.access = new KvmAccess(machine);
        this.mayAccess = mayAccess;
        this.untold = fields.scope.get(KvmSettings.DATA) == Data.UNTOLD;
    }

    /** The actions of a scope, and accesses to data if it has any. */
    List<Action> beside(List<Action> others) {
        Action guestWrites = byGuest(FollowedData.GUEST_WRITES)
                .when((s, a) -> data.mayFollow(s, (int) a[1]) && mayAccess(s, a))
                .then((s, a) -> data.guestWrites(s, (int) a[1], is(s, a), reliedOn(s, a)));
        Action guestReads = byGuest(FollowedData.GUEST_READS)
                .when((s, a) -> data.follows(s, (int) a[1]) && mayAccess(s, a))
                .then((s, a) -> data.guestReads(s, is(s, a), reliedOn(s, a)));
        Action deviceWrites = Action.named(FollowedData.DEVICE_WRITES)
                .over(fields.frame)
                .when((s, a) -> data.mayFollow(s, (int) a[0]) && deviceUses(s, (int) a[0]))
                .then((s, a) -> data.deviceWrites(s, (int) a[0]));
        Action deviceReads = Action.named(FollowedData.DEVICE_READS)
                .over(fields.frame)
                .when((s, a) -> data.follows(s, (int) a[0]) && deviceUses(s, (int) a[0]))
                .then((s, a) -> data.deviceReads(s));
        List<Action> byGuest = List.of(guestWrites, guestReads);
        List<Action> byBoth = List.of(guestWrites, guestReads, deviceWrites, deviceReads);
        return data.actions(others, hasDevice() ? byBoth : byGuest, flushing());
    }

    private Set<String> flushing() {
        return fields.scope.get(KvmSettings.HANDED_OVER) == HandedOver.AS_IS ? BY_GUEST : Sets.union(BY_GUEST, BY_HOST);
    }

    private Action.Builder byGuest(String name) {
        return Action.named(name).over(fields.vcpu).over(fields.frame).over(ENTRY);
    }

    private boolean mayAccess(long[] s, long[] a) {
        int v = (int) a[0];
        int f = (int) a[1];
        return fields.leaf.get(s, f) != EptLeaf.NONE
                && isRam(f)
                && mayAccess.test(s, v, f)
                && FollowedData.isFirstOfItsType(vm.at(s).vcpu(v).pat(), (int) a[2])
                && believed(s, a) != null;
    }

    private boolean isRam(int f) {
        return !fields.scope.real.page(f).device();
    }

    private MemType is(long[] s, long[] a) {
        return access.of(s, (int) a[0], (int) a[1], (int) a[2]);
    }

    private MemType reliedOn(long[] s, long[] a) {
        return Objects.requireNonNull(believed(s, a));
    }

    private @Nullable MemType believed(long[] s, long[] a) {
        Vcpu vcpu = vm.at(s).vcpu((int) a[0]);
        return Belief.of(vcpu, fields.scope.gpa[(int) a[1]], Pat.entry(vcpu.pat(), (int) a[2]));
    }

    /** Whether a device that doesn't snoop ever uses any frame. */
    private boolean hasDevice() {
        RealFrames real = fields.scope.real;
        return real.usersAreKnown() ? real.anyNonSnooping() : untold || fields.scope.get(KvmSettings.DEVICES) > 0;
    }

    /** Whether a device that doesn't snoop uses a frame: by the scope if it says who does, or else as KVM was told. */
    private boolean deviceUses(long[] s, int f) {
        boolean uses = fields.scope.real.usersAreKnown()
                ? fields.user(s, f) == FrameUser.NON_SNOOPING
                : untold || fields.noncoherentDma(s);
        return uses && isRam(f);
    }
}
