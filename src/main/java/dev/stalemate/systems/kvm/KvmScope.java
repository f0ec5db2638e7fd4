package dev.stalemate.systems.kvm;

import com.google.common.primitives.Booleans;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.systems.kvm.KvmSettings.Data;
import dev.stalemate.systems.kvm.KvmSettings.DirtyLog;
import dev.stalemate.systems.kvm.KvmSettings.Faults;
import dev.stalemate.systems.kvm.KvmSettings.Guest;
import dev.stalemate.systems.kvm.KvmSettings.HandedOver;
import dev.stalemate.systems.kvm.KvmSettings.Online;
import dev.stalemate.systems.kvm.KvmSettings.Sipi;
import dev.stalemate.systems.kvm.KvmSettings.Touch;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A scope whose settings have been checked against each other, and what follows from them. */
final class KvmScope {
    private static final long LARGE_PAGE = 1L << 21;

    private final Scope scope;
    private final SortedMap<Integer, long[]> initial;
    /** How many vCPUs there are. */
    final int vcpus;
    /** The first vCPU that starts as after reset; as many as there are, where none does. */
    final int firstParked;
    /** The address of each frame. */
    final long[] gpa;
    /** The first frame of each frame's 2 MiB page: it stands for the page. Each frame itself where no page is large. */
    final int[] largePage;

    /** What frames are, and who uses them. */
    final RealFrames real;
    /** Whether the guest writes any value to any MSR. */
    final boolean wide;
    /** What the guest may write to each MSR. */
    final SortedMap<Integer, long[]> written;
    /** Pairs of MSRs for variable ranges. */
    final int pairs;
    /** Whether CR0.CD is ever 1. */
    final boolean changesCd;
    /** Whether guests clear CD: a vCPU that was parked does so even where none sets it. */
    final boolean clearsCd;
    /** Whether a vCPU is ever off line. */
    final boolean goesOffline;
    /** Whether vCPUs come on line. */
    final boolean comesOnline;

    /**
     * Checks a scope.
     *
     * @throws IllegalArgumentException if there is no such machine
     */
    KvmScope(Scope scope) {
        this.scope = scope;
        int maxPhyAddr = get(KvmSettings.MAXPHYADDR);
        gpa = addresses(maxPhyAddr);
        largePage = largePages();
        real = new RealFrames(this, gpa.length);
        vcpus = get(KvmSettings.VCPUS);
        firstParked = firstParked();
        MsrValues writes = get(KvmSettings.WRMSR);
        wide = writes.kind() == MsrValues.Kind.WIDE;
        initial = get(KvmSettings.INIT).values();
        written = written(wide ? new TreeMap<>() : writes.over(get(KvmSettings.FRAMES)));
        checkValues(initial, maxPhyAddr);
        checkValues(written, maxPhyAddr);
        pairs = pairs();

        boolean setsCd = get(KvmSettings.CD);
        boolean offline = get(KvmSettings.OFFLINE);
        Sipi sipi = get(KvmSettings.SIPI);
        checkChoices(setsCd, offline, sipi);
        boolean waits = anyParked() && sipi != Sipi.CAME;
        changesCd = anyParked() || setsCd;
        clearsCd = setsCd || (anyParked() && sipi != Sipi.NEVER);
        goesOffline = waits || offline;
        comesOnline = offline || (waits && sipi == Sipi.LATER);
    }

    private void checkChoices(boolean setsCd, boolean offline, Sipi sipi) {
        boolean sdm = get(KvmSettings.GUEST) != Guest.FREE;
        if (get(KvmSettings.ONLINE) == Online.REPROGRAMMED && !(sdm && setsCd)) {
            throw new IllegalArgumentException(
                    "scope setting online: reprogrammed is for guest=sdm and guest=linux with cd=on");
        }
        if (get(KvmSettings.FAULTS) == Faults.STEPS
                && (get(KvmSettings.P2M) || !get(KvmSettings.REPLACES).equals(KvmSettings.NOTHING))) {
            throw new IllegalArgumentException(
                    "scope setting faults: steps is for p2m=off and replaces=none, where a fault is about one leaf alone");
        }
        if (get(KvmSettings.DIRTY_LOG) != DirtyLog.OFF && !get(KvmSettings.LARGE)) {
            throw new IllegalArgumentException(
                    "scope setting dirty-log: only large leaves are split, so it is for large=on");
        }
        if (get(KvmSettings.DATA) == Data.OFF && get(KvmSettings.HANDED_OVER) != HandedOver.FLUSHED) {
            throw new IllegalArgumentException(
                    "scope setting handed-over: without data=lines there are no data to hand over");
        }
        if (get(KvmSettings.DATA) != Data.OFF && get(KvmSettings.P2M)) {
            throw new IllegalArgumentException("scope setting data: data are followed with p2m=off alone");
        }
        if (sipi == Sipi.NEVER && offline) {
            throw new IllegalArgumentException(
                    "scope setting sipi: never is for offline=off, where no vCPU comes on line");
        }
    }

    /** What a setting was given. */
    <T> T get(Setting<T> setting) {
        return scope.get(setting);
    }

    /** Whether guests update MTRRs in rounds, with CD set. */
    boolean hasRounds() {
        return get(KvmSettings.GUEST) != Guest.FREE && changesCd;
    }

    /**
     * Whether nothing tells frames apart but the fixed-range MTRR that each is under, alone: all of these MTRRs can have the same values,
     * each the same type eight times over; no variable range or large page is anywhere, and
     * all memory is RAM of which nothing more is said.
     */
    boolean framesAreAlike() {
        if (wide || pairs > 0 || get(KvmSettings.LARGE) || !real.alike) {
            return false;
        }
        int[] msrs = Arrays.stream(gpa)
                .filter(FixedRanges::contains)
                .mapToInt(KvmSettings::fixedMsr)
                .distinct()
                .toArray();
        if (msrs.length < gpa.length) {
            return false;
        }
        long[] values = values(msrs[0]);
        return Arrays.stream(values).allMatch(v -> v == (v & 0xFF) * 0x0101010101010101L)
                && Arrays.stream(msrs).allMatch(msr -> Arrays.equals(values(msr), values));
    }

    /** Whether a frame begins a 2 MiB that one host page can stand behind: it is no mixture of RAM and device memory. */
    boolean mayBeHuge(int f) {
        boolean mixed = false;
        for (int g = f; g < gpa.length; g++) {
            mixed |= largePage[g] == f && !real.same(f, g);
        }
        return largePage[f] == f && !mixed;
    }

    /** By frame, whether it is touched while MTRRs are updated, too. */
    boolean[] touchedAtAnyTime() {
        boolean[] touched = new boolean[gpa.length];
        Touch touch = get(KvmSettings.TOUCH);
        AlwaysWriteBack always = new AlwaysWriteBack(this::values, pairs);
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
        return get(KvmSettings.PAT_INDEX).stream().mapToInt(Integer::intValue).toArray();
    }

    /** The MSRs of the machine: its MTRRs and the PAT. */
    int[] everyMsr() {
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

    /** What an MSR of a vCPU that runs has at first. */
    long start(int msr) {
        long[] given = initial.get(msr);
        return given != null ? given[0] : reset(msr);
    }

    /** What an MSR has after reset: all MTRRs disabled (SDM table 9-1). */
    static long reset(int msr) {
        return msr == Pat.MSR ? Pat.RESET : 0;
    }

    /** Whether a vCPU starts as after reset. */
    boolean anyParked() {
        return firstParked < vcpus;
    }

    /** What guests write to each MSR: a vCPU that was parked must be able to get what the others started with. */
    private SortedMap<Integer, long[]> written(SortedMap<Integer, long[]> listed) {
        SortedMap<Integer, long[]> all = new TreeMap<>(listed);
        if (anyParked() && !wide && get(KvmSettings.SIPI) != Sipi.NEVER) {
            initial.forEach((msr, start) ->
                    all.merge(msr, start, (a, b) -> LongStream.concat(Arrays.stream(a), Arrays.stream(b))
                            .distinct()
                            .toArray()));
        }
        return all;
    }

    private int firstParked() {
        int parked = get(KvmSettings.PARKED);
        if (parked >= vcpus) {
            throw new IllegalArgumentException(
                    "scope setting parked: vCPU 0 is never parked, so at most " + (vcpus - 1) + " of these vCPUs are");
        }
        return vcpus - parked;
    }

    /** The values that an MSR can have; empty where it can have any. */
    long[] values(int msr) {
        if (wide) {
            return new long[0];
        }
        long[] listed = written.getOrDefault(msr, new long[0]);
        LongStream parked = anyParked() ? LongStream.of(reset(msr)) : LongStream.empty();
        return LongStream.concat(LongStream.of(start(msr)), LongStream.concat(Arrays.stream(listed), parked))
                .distinct()
                .toArray();
    }

    private int pairs() {
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
            for (int g = f - 1; get(KvmSettings.LARGE) && g >= 0; g--) {
                if (gpa[g] / LARGE_PAGE == gpa[f] / LARGE_PAGE) {
                    first[f] = g;
                }
            }
        }
        return first;
    }

    @SeesAddresses("it makes the array of them, and refuses a scope")
    private long[] addresses(int maxPhyAddr) {
        long[] all = get(KvmSettings.FRAMES).stream().mapToLong(Long::longValue).toArray();
        for (long address : all) {
            if (address >>> maxPhyAddr != 0) {
                throw new IllegalArgumentException("scope setting frames: 0x" + Long.toHexString(address)
                        + " is beyond the guest's MAXPHYADDR of " + maxPhyAddr + " bits");
            }
        }
        return all;
    }

    /** Whether a frame can have this address: that of a page below the guest's MAXPHYADDR. */
    boolean isAddress(long address) {
        return (address & 0xFFF) == 0 && address >>> get(KvmSettings.MAXPHYADDR) == 0;
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
