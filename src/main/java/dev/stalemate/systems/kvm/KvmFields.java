package dev.stalemate.systems.kvm;

import com.google.common.primitives.Booleans;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Field;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.GuestPages;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.systems.kvm.KvmSettings.Guest;
import dev.stalemate.systems.kvm.KvmSettings.Hotplug;
import dev.stalemate.systems.kvm.KvmSettings.Online;
import dev.stalemate.systems.kvm.KvmSettings.Sipi;
import dev.stalemate.systems.kvm.KvmSettings.Touch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of the machine as a layout: what the guest can change (MTRRs, PAT, CR0.CD), what the host can (devices, vCPUs on line, the
 * p2m), what the design keeps, and the EPT leaves.
 *
 * <p>What a scope leaves constant takes no bits, so a small scope is as small as a model written for it.
 */
final class KvmFields {
    private static final long LARGE_PAGE = 1L << 21;

    final Scope scope;
    final Layout layout;
    final Index vcpu;
    final Index frame;
    /** The address of each frame. */
    final long[] gpa;
    /** The first frame of each frame's 2 MiB page: it stands for the page. */
    final int[] largePage;

    final int firstMmio;
    /** What the guest may write to each MSR. */
    final SortedMap<Integer, long[]> written;

    final boolean wide;
    /** The first vCPU that starts as after reset; as many as there are, where none does. */
    private final int firstParked;
    /** Whether guests clear CD: a vCPU that was parked does so even where none sets it. */
    final boolean clearsCd;
    /** Whether vCPUs come on line. */
    final boolean comesOnline;
    /** Devices with non-coherent DMA that come and go; with those that stay it is {@link #noncoherentDma}. */
    final IntField devices;

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

    final IntField leaf;
    /** Whether the host backs a frame's 2 MiB with one page. */
    final IntField huge;
    /** Zaps since the present, or last, round of MTRR updates began, up to a few. */
    final IntField zaps;
    /** Zaps along a run. */
    final Tally allZaps;
    /** Leaves that were built along a run, each by an EPT violation. */
    final Tally built;

    final GuestPages pages;
    /** The design that runs beside this one; null where nothing is compared. */
    final @Nullable ReplacedDesign replaced;

    KvmFields(Scope scope, KvmDesign design) {
        this.scope = scope;
        List<Long> addresses = scope.get(KvmSettings.FRAMES);
        gpa = addresses.stream().mapToLong(Long::longValue).toArray();
        int maxPhyAddr = scope.get(KvmSettings.MAXPHYADDR);
        checkAddresses(maxPhyAddr);
        largePage = largePages();
        int frames = gpa.length;
        firstMmio = Math.max(0, frames - scope.get(KvmSettings.MMIO));
        vcpu = Index.of("vcpu", scope.get(KvmSettings.VCPUS));
        firstParked = firstParked();
        frame = new Index("gpa", frames, i -> "0x" + Long.toHexString(gpa[i]));
        MsrValues writes = scope.get(KvmSettings.WRMSR);
        wide = writes.kind() == MsrValues.Kind.WIDE;
        SortedMap<Integer, long[]> initial = scope.get(KvmSettings.INIT).values();
        written = written(writes.over(addresses), initial);
        checkValues(initial, maxPhyAddr);
        checkValues(written, maxPhyAddr);

        boolean sdm = scope.get(KvmSettings.GUEST) != Guest.FREE;
        if (scope.get(KvmSettings.ONLINE) == Online.REPROGRAMMED && !(sdm && scope.get(KvmSettings.CD))) {
            throw new IllegalArgumentException(
                    "scope setting online: reprogrammed is for guest=sdm and guest=linux with cd=on");
        }
        Sipi sipi = scope.get(KvmSettings.SIPI);
        if (sipi == Sipi.NEVER && scope.get(KvmSettings.OFFLINE)) {
            throw new IllegalArgumentException(
                    "scope setting sipi: never is for offline=off, where no vCPU comes on line");
        }
        boolean waits = anyParked() && sipi != Sipi.CAME;
        boolean changesCd = anyParked() || scope.get(KvmSettings.CD);
        clearsCd = scope.get(KvmSettings.CD) || (anyParked() && sipi != Sipi.NEVER);
        comesOnline = scope.get(KvmSettings.OFFLINE) || (waits && sipi == Sipi.LATER);
        boolean pages2M = scope.get(KvmSettings.LARGE);
        int pairs = pairs(initial);
        Layout.Builder b = new Layout.Builder().lane(vcpu);
        boolean hotplug = scope.get(KvmSettings.HOTPLUG) != Hotplug.OFF;
        int most = scope.get(KvmSettings.DEVICES);
        fixedDevices = hotplug ? 0 : most;
        devices = b.number("noncoherent-devices", hotplug ? most + 1 : 1, Integer::toString);
        offline = b.number("offline", waits || scope.get(KvmSettings.OFFLINE) ? 2 : 1, Integer::toString, vcpu);
        cd = b.number("cr0.cd", changesCd ? 2 : 1, Integer::toString, vcpu);
        round = b.number("mtrr-update", sdm && changesCd ? KvmRounds.PHASES.size() : 1, KvmRounds.PHASES::get, vcpu);
        boolean disablesQuirk = scope.get(KvmSettings.DISABLE_QUIRK) && design.hasPatQuirk();
        quirkDisabled = b.number("quirk-disabled", disablesQuirk ? 2 : 1, Integer::toString);
        mtrrs = new MtrrFields(b, "msr.", msr -> values(msr, initial), maxPhyAddr, pairs, vcpu);
        copies = new MtrrFields[design.mtrrCopies()];
        for (int n = 0; n < copies.length; n++) {
            copies[n] = new MtrrFields(b, "kept" + n + ".", msr -> values(msr, initial), maxPhyAddr, pairs);
        }
        for (int msr : everyMsr()) {
            if (design.marks() && msr != Pat.MSR) {
                int bound = mtrrs.field(msr).width() > 0 ? 2 : 1;
                marks.put(msr, b.number("dirty.0x" + Integer.toHexString(msr), bound, Integer::toString));
            }
        }
        leaf = b.number("ept", pages2M ? EptLeaf.BOUND : EptLeaf.SMALL_BOUND, EptLeaf::text, frame);
        b.kept(EptLeaf::instead, leaf);
        huge = b.number("host-2M-page", pages2M ? 2 : 1, Integer::toString, frame);
        zaps = b.number("zaps", scope.get(KvmSettings.ZAPS) ? 8 : 1, Integer::toString);
        allZaps = new Tally(b, "zaps in all", scope.get(KvmSettings.COSTS));
        built = new Tally(b, "leaves built", scope.get(KvmSettings.COSTS));
        pages = new GuestPages(b, scope.get(KvmSettings.P2M), vcpu, frame);
        String other = scope.get(KvmSettings.REPLACES);
        replaced = other.equals(KvmSettings.NOTHING) ? null : new ReplacedDesign(b, this, other);
        if (!anyParked()) { // else the first state tells them apart, and not every order of a later one is reached
            b.interchangeable(vcpu);
        }
        if (framesAreAlike(initial, pairs)) {
            int[] msrs = Arrays.stream(gpa).mapToInt(KvmSettings::fixedMsr).toArray();
            b.interchangeable(frame);
            mtrrs.belongTo(b, frame, msrs);
            for (MtrrFields copy : copies) {
                copy.belongTo(b, frame, msrs);
            }
            if (design.marks()) {
                b.family(frame, Arrays.stream(msrs).mapToObj(marks::get).toArray(Field[]::new));
            }
        }
        if (!pages2M) {
            pages.interchangeMachineFrames(b);
        }
        layout = b.build();
    }

    /**
     * Whether nothing tells frames apart but the fixed-range MTRR that each is under, alone: all of these MTRRs can have the same values,
     * each the same type eight times over; no variable range, large page or MMIO is anywhere.
     */
    private boolean framesAreAlike(SortedMap<Integer, long[]> initial, int pairs) {
        int[] msrs = Arrays.stream(gpa)
                .filter(FixedRanges::contains)
                .mapToInt(KvmSettings::fixedMsr)
                .distinct()
                .toArray();
        boolean plain = !wide && pairs == 0 && huge.bound() == 1 && firstMmio == gpa.length;
        if (!plain || msrs.length < gpa.length) {
            return false;
        }
        long[] values = values(msrs[0], initial);
        return Arrays.stream(values).allMatch(v -> v == (v & 0xFF) * 0x0101010101010101L)
                && Arrays.stream(msrs).allMatch(msr -> Arrays.equals(values(msr, initial), values));
    }

    /** The state that everything starts in. */
    long[] initial() {
        long[] state = layout.blank();
        SortedMap<Integer, long[]> values = scope.get(KvmSettings.INIT).values();
        for (int msr : everyMsr()) {
            long value = start(msr, values);
            for (int v = 0; v < vcpu.size(); v++) {
                mtrrs.field(msr).set(state, v, v < firstParked ? value : reset(msr));
            }
            for (MtrrFields copy : copies) {
                copy.field(msr).set(state, 0, value);
            }
        }
        KvmRounds rounds = new KvmRounds(this);
        for (int v = firstParked; v < vcpu.size(); v++) {
            cd.set(state, v, 1);
            if (scope.get(KvmSettings.SIPI) == Sipi.CAME) {
                rounds.begin(state, v);
            } else {
                offline.set(state, v, 1);
            }
        }
        for (int f = 0; f < gpa.length; f++) {
            huge.set(state, f, huge.bound() > 1 && mayBeHuge(f) ? 1 : 0);
        }
        pages.start(state);
        return state;
    }

    /** Whether a frame begins a 2 MiB that one host page can stand behind: it is no mixture of RAM and MMIO. */
    boolean mayBeHuge(int f) {
        boolean mixed = false;
        for (int g = f; g < gpa.length; g++) {
            mixed |= largePage[g] == f && (g < firstMmio) != (f < firstMmio);
        }
        return largePage[f] == f && !mixed;
    }

    /** By frame, whether it is touched while MTRRs are updated, too. */
    boolean[] touchedAtAnyTime() {
        boolean[] touched = new boolean[gpa.length];
        Touch touch = scope.get(KvmSettings.TOUCH);
        SortedMap<Integer, long[]> initial = scope.get(KvmSettings.INIT).values();
        AlwaysWriteBack always =
                new AlwaysWriteBack(msr -> values(msr, initial), mtrrs.view(0).vcnt());
        for (int f = 0; f < touched.length; f++) {
            touched[f] = touch == Touch.ANY || (touch == Touch.CODE && always.has(gpa[f]));
        }
        if (touch == Touch.CODE && !Booleans.contains(touched, true)) {
            throw new IllegalArgumentException(
                    "scope setting touch: no frame is WB whenever E=1, so the code that updates MTRRs is nowhere");
        }
        return touched;
    }

    /** The PAT entries that the guest's accesses select. */
    int[] patIndexes() {
        return scope.get(KvmSettings.PAT_INDEX).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Whether a device with non-coherent DMA is attached. */
    boolean noncoherentDma(long[] state) {
        return fixedDevices + devices.get(state, 0) > 0;
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

    /** The MSRs of the machine: its MTRRs and the PAT. */
    int[] everyMsr() {
        int pairs = mtrrs.view(0).vcnt();
        int[] msrs = new int[2 + 11 + 2 * pairs];
        int n = 0;
        msrs[n++] = MtrrMsr.DEF_TYPE;
        for (int i = 0; i < 11; i++) {
            msrs[n++] = MtrrMsr.fixed(i);
        }
        for (int p = 0; p < pairs; p++) {
            msrs[n++] = MtrrMsr.physBase(p);
            msrs[n++] = MtrrMsr.physMask(p);
        }
        msrs[n] = Pat.MSR;
        return msrs;
    }

    private static long start(int msr, SortedMap<Integer, long[]> initial) {
        long[] given = initial.get(msr);
        return given != null ? given[0] : reset(msr);
    }

    /** What an MSR has after reset: all MTRRs disabled (SDM table 9-1). */
    private static long reset(int msr) {
        return msr == Pat.MSR ? Pat.RESET : 0;
    }

    private boolean anyParked() {
        return firstParked < vcpu.size();
    }

    /** What guests write to each MSR: a vCPU that was parked must be able to get what the others started with. */
    private SortedMap<Integer, long[]> written(SortedMap<Integer, long[]> listed, SortedMap<Integer, long[]> initial) {
        SortedMap<Integer, long[]> all = new TreeMap<>(listed);
        if (anyParked() && !wide && scope.get(KvmSettings.SIPI) != Sipi.NEVER) {
            initial.forEach((msr, start) ->
                    all.merge(msr, start, (a, b) -> LongStream.concat(Arrays.stream(a), Arrays.stream(b))
                            .distinct()
                            .toArray()));
        }
        return all;
    }

    private int firstParked() {
        int parked = scope.get(KvmSettings.PARKED);
        if (parked >= vcpu.size()) {
            throw new IllegalArgumentException("scope setting parked: vCPU 0 is never parked, so at most "
                    + (vcpu.size() - 1) + " of these vCPUs are");
        }
        return vcpu.size() - parked;
    }

    private long[] values(int msr, SortedMap<Integer, long[]> initial) {
        if (wide) {
            return new long[0];
        }
        long[] listed = written.getOrDefault(msr, new long[0]);
        LongStream parked = anyParked() ? LongStream.of(reset(msr)) : LongStream.empty();
        return LongStream.concat(LongStream.of(start(msr, initial)), LongStream.concat(Arrays.stream(listed), parked))
                .distinct()
                .toArray();
    }

    private int pairs(SortedMap<Integer, long[]> initial) {
        if (wide) {
            return 8;
        }
        SortedMap<Integer, long[]> all = new TreeMap<>(initial);
        all.putAll(written);
        return all.keySet().stream()
                .filter(msr -> MtrrMsr.isVariable(msr, 8))
                .mapToInt(msr -> MtrrMsr.pair(msr) + 1)
                .max()
                .orElse(0);
    }

    private int[] largePages() {
        int[] first = new int[gpa.length];
        for (int f = 0; f < gpa.length; f++) {
            first[f] = f;
            for (int g = f - 1; g >= 0; g--) {
                if (gpa[g] / LARGE_PAGE == gpa[f] / LARGE_PAGE) {
                    first[f] = g;
                }
            }
        }
        return first;
    }

    private void checkAddresses(int maxPhyAddr) {
        for (long address : gpa) {
            if (address >>> maxPhyAddr != 0) {
                throw new IllegalArgumentException("scope setting frames: 0x" + Long.toHexString(address)
                        + " is beyond the guest's MAXPHYADDR of " + maxPhyAddr + " bits");
            }
        }
    }

    private static void checkValues(SortedMap<Integer, long[]> values, int maxPhyAddr) {
        values.forEach((msr, of) -> {
            for (long value : of) {
                if (!MtrrMsr.accepts(msr, value, maxPhyAddr, 8)) {
                    throw new IllegalArgumentException("WRMSR 0x" + Integer.toHexString(msr) + " of 0x"
                            + Long.toHexString(value) + " is #GP with a MAXPHYADDR of " + maxPhyAddr);
                }
            }
        });
    }
}
