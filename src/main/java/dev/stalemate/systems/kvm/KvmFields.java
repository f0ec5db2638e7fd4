package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Part;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.paging.GuestPages;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.systems.kvm.KvmDesign.Paging;
import dev.stalemate.systems.kvm.KvmSettings.Data;
import dev.stalemate.systems.kvm.KvmSettings.DirtyLog;
import dev.stalemate.systems.kvm.KvmSettings.Faults;
import dev.stalemate.systems.kvm.KvmSettings.Hotplug;
import dev.stalemate.systems.kvm.KvmSettings.Sipi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the machine as a layout, for a scope: what the guest can change (MTRRs, PAT, CR0.CD), what the host can (devices, vCPUs on line, the
 * p2m), what the design keeps, and the EPT leaves.
 *
 * <p>What a scope leaves constant takes no bits, so a small scope is as small as a model written for it.
 */
final class KvmFields {
    private static final FrameUser[] USERS = FrameUser.values();

    final KvmScope scope;
    final Layout layout;
    final Index vcpu;
    final Index frame;
    /** Devices with non-coherent DMA that come and go; with those that stay it is {@link #noncoherentDma}. */
    final IntField devices;

    /** What of a registration, the first or the last device's, is still to come: none, {@link #ATTACHING} or {@link #DETACHING}. */
    final IntField registering;

    static final int ATTACHING = 1;
    static final int DETACHING = 2;

    private final int fixedDevices;
    final IntField offline;
    final IntField cd;
    /** How far a vCPU is in the present round of MTRR updates. */
    final IntField round;
    /** Whether the host's user has disabled the design's quirk since the start. */
    final IntField quirkDisabled;

    final MtrrFields mtrrs;
    final MtrrFields[] copies;
    /** Marks that the design keeps per VM, for each MTRR; none where it keeps none. */
    final Map<Integer, IntField> marks = new HashMap<>();
    /** What the design keeps of its own, in the order in which it lists it. */
    final List<IntField> own = new ArrayList<>();

    final IntField leaf;
    /** Whether a leaf took its type from another leaf, and had another type than it would get, ever since. */
    final IntField inheritedStale;
    /** Whether dirty logging has split or dropped a large leaf, or made one. */
    final IntField remade;
    /** Whether dirty pages are logged. */
    final IntField logging;
    /** Whether the host backs a frame's 2 MiB with one page. */
    final IntField huge;
    /** Which device uses a frame; null where the scope fixes it, see {@link #user}. */
    private final @Nullable IntField usedBy;
    /** Zaps since the present, or last, round of MTRR updates began, up to a few. */
    final IntField zaps;
    /** Zaps along a run. */
    final Tally allZaps;
    /** Leaves that were built along a run, each by an EPT violation. */
    final Tally built;

    final FaultFields faults;
    final GuestPages pages;
    final FollowedData data;
    /** The design that runs beside this one; null where nothing is compared. */
    final @Nullable ReplacedDesign replaced;

    KvmFields(Scope given, KvmDesign design) {
        scope = new KvmScope(given);
        vcpu = Index.of("vcpu", scope.vcpus);
        frame = new Index("gpa", scope.gpa.length, i -> "0x" + Long.toHexString(scope.gpa[i]));
        boolean pages2M = scope.get(KvmSettings.LARGE);
        Layout.Builder b = new Layout.Builder()
                .lane(vcpu)
                .actor("VMM", "attach-device", "detach-device", "finish-registration", "disable-quirk")
                .actor("VMM", "start-logging", "stop-logging")
                .actor("host", "map", "unmap", "free", "split", "merge")
                .actor("device", FrameUses.NAMES);
        boolean hotplug = scope.get(KvmSettings.HOTPLUG) != Hotplug.OFF;
        int most = scope.get(KvmSettings.DEVICES);
        fixedDevices = hotplug ? 0 : most;
        devices = b.number("noncoherent-devices", hotplug ? most + 1 : 1, Integer::toString);
        boolean inSteps = scope.get(KvmSettings.FAULTS) == Faults.STEPS;
        boolean steps = hotplug && inSteps;
        registering =
                declaredIf(steps, b).number("registration", steps ? 3 : 1, List.of("none", "attach", "detach")::get);
        offline = b.number("offline", scope.goesOffline ? 2 : 1, Integer::toString, vcpu);
        cd = b.number("cr0.cd", scope.changesCd ? 2 : 1, Integer::toString, vcpu);
        round = b.number("mtrr-update", scope.hasRounds() ? KvmRounds.PHASES.size() : 1, KvmRounds.PHASES::get, vcpu);
        boolean disablesQuirk = scope.get(KvmSettings.DISABLE_QUIRK) && design.hasPatQuirk();
        quirkDisabled = b.number("quirk-disabled", disablesQuirk ? 2 : 1, Integer::toString);
        int maxPhyAddr = scope.get(KvmSettings.MAXPHYADDR);
        mtrrs = new MtrrFields(b, "msr.", scope::values, maxPhyAddr, scope.pairs, vcpu);
        copies = new MtrrFields[design.mtrrCopies()];
        for (int n = 0; n < copies.length; n++) {
            copies[n] = new MtrrFields(b, "kept" + n + ".", scope::values, maxPhyAddr, scope.pairs);
        }
        for (int msr : scope.everyMsr()) {
            if (design.marks() && msr != Pat.MSR) {
                int bound = mtrrs.field(msr).width() > 0 ? 2 : 1;
                IntField mark = b.number("dirty.0x" + Integer.toHexString(msr), bound, Integer::toString);
                b.called(mark, "dirty." + RegisterNotation.name(msr));
                marks.put(msr, mark);
            }
        }
        for (OwnState state : design.keeps()) {
            own.add(b.number("own." + state.name(), state.bound(), Integer::toString, indices(state.per())));
        }
        leaf = b.number(
                design.paging().name().toLowerCase(Locale.ROOT),
                pages2M ? EptLeaf.BOUND : EptLeaf.SMALL_BOUND,
                EptLeaf::text,
                frame);
        if (design.paging() == Paging.EPT || scope.get(KvmSettings.P2M)) {
            // else all leaves are alike, so none is to blame
            b.kept(EptLeaf::instead, leaf);
        }
        huge = b.number("host-2M-page", pages2M ? 2 : 1, Integer::toString, frame);
        usedBy = scope.real.anyChanges ? b.number("used-by", USERS.length, u -> USERS[u].toString(), frame) : null;
        boolean logs = scope.get(KvmSettings.DIRTY_LOG) != DirtyLog.OFF;
        logging = declaredIf(logs, b).number("logs-dirty-pages", logs ? 2 : 1, Integer::toString);
        inheritedStale = declaredIf(logs, b).number("inherited-stale", logs ? 2 : 1, Integer::toString, frame);
        remade = declaredIf(logs, b).number("large-leaves-remade", logs ? 2 : 1, Integer::toString);
        faults = new FaultFields(declaredIf(inSteps, b), inSteps, design, vcpu, frame);
        zaps = b.number("zaps", scope.get(KvmSettings.ZAPS) ? 8 : 1, Integer::toString);
        allZaps = new Tally(b, "zaps in all", scope.get(KvmSettings.COSTS));
        built = new Tally(b, "leaves built", scope.get(KvmSettings.COSTS));
        pages = new GuestPages(b, scope.get(KvmSettings.P2M), vcpu, frame);
        data = new FollowedData(b, scope.get(KvmSettings.DATA) != Data.OFF, frame);
        String other = scope.get(KvmSettings.REPLACES);
        replaced = other.equals(KvmSettings.NOTHING) ? null : new ReplacedDesign(b, this, other);
        declareSymmetries(b);
        layout = b.build();
    }

    /** Where fields are declared: not in the layout if they have one value only, so that states keep their hashes. */
    private static Layout.Builder declaredIf(boolean used, Layout.Builder b) {
        return used ? b : new Layout.Builder();
    }

    private Index[] indices(OwnState.Per per) {
        return switch (per) {
            case VM -> new Index[0];
            case VCPU -> new Index[] {vcpu};
            case GFN -> new Index[] {frame};
        };
    }

    private void declareSymmetries(Layout.Builder b) {
        if (!scope
                .anyParked()) { // else the first state tells them apart, and not every order of a later one is reached
            b.interchangeable(vcpu);
        }
        if (scope.framesAreAlike()) {
            int[] msrs =
                    Arrays.stream(scope.gpa).mapToInt(KvmSettings::fixedMsr).toArray();
            b.interchangeable(frame);
            mtrrs.belongTo(b, frame, msrs);
            for (MtrrFields copy : copies) {
                copy.belongTo(b, frame, msrs);
            }
            if (!marks.isEmpty()) {
                b.family(frame, Arrays.stream(msrs).mapToObj(marks::get).toArray(Field[]::new));
            }
        }
        if (!scope.get(KvmSettings.LARGE)) {
            pages.interchangeMachineFrames(b);
        }
    }

    /** All that a design can read, and what it keeps. */
    Part readable() {
        List<Field> read = readableOfVm();
        read.addAll(readableOfVcpu());
        return new Part(layout, read);
    }

    /** What of it does not belong to other vCPUs than one. */
    Part readable(int v) {
        return new Part(layout, readableOfVm(), readableOfVcpu(), v);
    }

    private List<Field> readableOfVcpu() {
        List<Field> read = new ArrayList<>(List.of(offline, cd));
        read.addAll(mtrrs.all());
        return read;
    }

    private List<Field> readableOfVm() {
        List<Field> read = new ArrayList<>(List.of(devices, quirkDisabled));
        for (MtrrFields copy : copies) {
            read.addAll(copy.all());
        }
        read.addAll(marks.values());
        read.addAll(own);
        return read;
    }

    /** The state that everything starts in. */
    long[] initial() {
        long[] state = layout.blank();
        for (int msr : scope.everyMsr()) {
            long value = scope.start(msr);
            for (int v = 0; v < vcpu.size(); v++) {
                mtrrs.field(msr).set(state, v, v < scope.firstParked ? value : KvmScope.reset(msr));
            }
            for (MtrrFields copy : copies) {
                copy.field(msr).set(state, 0, value);
            }
        }
        KvmRounds rounds = new KvmRounds(this);
        for (int v = scope.firstParked; v < vcpu.size(); v++) {
            cd.set(state, v, 1);
            if (scope.get(KvmSettings.SIPI) == Sipi.CAME) {
                rounds.begin(state, v);
            } else {
                offline.set(state, v, 1);
            }
        }
        for (int f = 0; f < frame.size(); f++) {
            huge.set(state, f, huge.bound() > 1 && scope.mayBeHuge(f) ? 1 : 0);
        }
        for (int f = 0; f < frame.size(); f++) {
            use(state, f, scope.real.user(f));
        }
        pages.start(state);
        return state;
    }

    /** Whether a device with non-coherent DMA is attached. */
    boolean noncoherentDma(long[] state) {
        return fixedDevices + devices.get(state, 0) > 0;
    }

    /** Which device really uses a frame. */
    FrameUser user(long[] state, int f) {
        return usedBy == null ? scope.real.user(f) : USERS[usedBy.get(state, f)];
    }

    /** From now on another device really uses a frame. */
    @SuppressWarnings("EnumOrdinal") // the field's values are in the order of the constants
    void use(long[] state, int f, FrameUser user) {
        if (usedBy != null) {
            usedBy.set(state, f, user.ordinal());
        }
    }

    /** Whether no registration of a device is under way: its count and its zap are both made. */
    boolean registered(long[] state) {
        return !registering.is(state, 0);
    }

    /** Whether every vCPU that is on line has CR0.CD=0. */
    boolean noneHasCd(long[] state) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (cd.is(state, v) && !offline.is(state, v)) {
                return false;
            }
        }
        return true;
    }
}
