package dev.stalemate.systems.memorydata;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.CacheActions;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.systems.memorydata.MemoryDataSystem.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * A CPU with a store buffer, its cache, memory at two addresses, and a device. The program writes twice at most, wherever it wants: first 1, then
 * 2. It tells the device of it, and the device may write once, which is 3, and tell the CPU. The CPU's writes leave all buffers before either
 * tells the other. The first data that somebody should not find ends a run.
 */
final class DataMachine {
    private static final String STORE_BUFFER = "the store buffer";
    private static final int CPU = 0;
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int BY_DEVICE = 3;
    /** Two cache lines. */
    private static final List<String> AT = List.of("0x0", "0x40");

    private static final List<String> WHERE = List.of("nowhere", "0x0", "0x40");
    private static final List<String> DATA = List.of("0", "1", "2", "3");

    final Layout layout;
    private final Processor processor;
    /** The type that accesses have, and the one as which the processor deals with them. */
    private final MemType given;

    private final MemType is;
    private final MemType should;
    private final Memory memory;
    private final boolean snoops;

    private final Index address = new Index("address", 2, AT::get);
    private final CacheLines lines;
    private final CacheActions caches;
    /** Where each write went: nowhere yet, or 1 + the address. */
    private final IntField where;
    /** Whether a write waits in the store buffer. */
    private final IntField waits;

    private final IntField deviceTold;
    private final IntField cpuTold;
    /** Where the device has written: nowhere, or 1 + the address. */
    private final IntField deviceWrote;
    /** Whether it wrote before it was told of the CPU's writes. */
    private final IntField untold;
    /** Whether the device has seen the second write. */
    private final IntField secondSeen;
    /** Whether the CPU, after a write to the other address, has read this one as it was at first. */
    private final IntField missedByCpu;
    /** Whether the device, after its write, has read the other address as it was at first. */
    private final IntField missedByDevice;
    /** What is wrong with what was found: nothing, or 1 + the number of an promise. */
    private final IntField wrong;

    DataMachine(Processor processor, Scope scope) {
        this.processor = processor;
        this.given = scope.get(MemoryDataSystem.IS);
        this.is = processor.as(given);
        this.should = scope.get(MemoryDataSystem.SHOULD);
        this.memory = scope.get(MemoryDataSystem.MEMORY);
        this.snoops = scope.get(MemoryDataSystem.SNOOPS);
        Layout.Builder b = new Layout.Builder()
                .actor("CPU", "write", "read", "read-ahead", "store", "combine", "tell-device")
                .actor("device", "device-writes", "device-reads", "tell-cpu");
        Index write = new Index("write", 2, List.of("1", "2")::get);
        boolean ram = memory == Memory.RAM;
        var draft = CacheLines.of(Index.single("cpu"), address, DATA.size(), DATA::get)
                .buffered(processor.wcBuffers);
        lines = (ram ? draft : draft.ignoringWrites()).declare(b);
        caches = lines.actions();
        where = b.number("where", 3, WHERE::get, write);
        waits = b.number("in-store-buffer", processor.storeBuffer && is.cached() ? 2 : 1, Integer::toString, write);
        deviceTold = b.flag("device-told");
        cpuTold = b.number("cpu-told", ram ? 2 : 1, Integer::toString);
        deviceWrote = b.number("device-wrote", ram ? 3 : 1, WHERE::get);
        untold = b.number("untold", ram ? 2 : 1, Integer::toString);
        boolean order = ram && snoops;
        secondSeen = b.number("second-write-seen", order ? 2 : 1, Integer::toString);
        missedByCpu = b.number("missed-by-cpu", order ? 2 : 1, Integer::toString, address);
        missedByDevice = b.number("missed-by-device", order ? 2 : 1, Integer::toString);
        Promise[] all = Promise.values();
        wrong = b.number("wrong", 1 + all.length, e -> e == 0 ? "nothing" : all[e - 1].hazard.text());
        b.unseen(where, deviceTold, cpuTold, deviceWrote, untold, secondSeen, missedByCpu, missedByDevice, wrong);
        layout = b.build();
    }

    List<Action> actions() {
        boolean writes = memory != Memory.READ_HAS_EFFECT;
        boolean waiting = writes && waits.bound() > 1;
        boolean ahead = processor.readsAhead && is != MemType.UC && is != MemType.UC_MINUS;
        List<Action> actions = new ArrayList<>();
        actions.add(at("read", (s, a) -> true, this::read));
        addIf(writes, at("write", (s, a) -> mayWrite(s), this::write), actions);
        addIf(waiting, by("store", s -> waits.is(s, FIRST) || waits.is(s, SECOND), this::storeOldest), actions);
        addIf(waiting && mayCombineType(), by("combine", this::mayCombine, this::combine), actions);
        addIf(writes, by("tell-device", s -> !deviceTold.is(s, 0), this::tellDevice), actions);
        addIf(memory == Memory.RAM, at("device-writes", (s, a) -> !deviceWrote.is(s, 0), this::deviceWrites), actions);
        addIf(memory == Memory.RAM, by("tell-cpu", this::mayTellCpu, this::tellCpu), actions);
        addIf(memory == Memory.RAM, at("device-reads", (s, a) -> true, this::deviceReads), actions);
        addIf(ahead, at("read-ahead", this::mayReadAhead, this::readAhead), actions);
        addIf(is.cached(), caches.evictions(), actions);
        addIf(is == MemType.WB && writes, caches.writeBacks(), actions);
        addIf(is == MemType.WC && writes && processor.wcBuffers, caches.drains(), actions);
        return actions;
    }

    private static void addIf(boolean used, Action action, List<Action> actions) {
        if (used) {
            actions.add(action);
        }
    }

    /** What a step does at an address. */
    @FunctionalInterface
    private interface Effect {
        void apply(long[] state, int address);
    }

    /** What a step does. */
    @FunctionalInterface
    private interface Change {
        void apply(long[] state);
    }

    private Action at(String name, Action.Guard guard, Effect effect) {
        return Action.named(name)
                .over(address)
                .when((s, a) -> !wrong.is(s, 0) && guard.test(s, a))
                .then((s, a) -> effect.apply(s, (int) a[0]));
    }

    private Action by(String name, Condition guard, Change change) {
        return Action.named(name)
                .when((s, a) -> !wrong.is(s, 0) && guard.test(s))
                .then((s, a) -> change.apply(s));
    }

    private boolean mayWrite(long[] s) {
        return !where.is(s, SECOND) && !deviceTold.is(s, 0);
    }

    private void write(long[] s, int at) {
        int n = where.is(s, FIRST) ? SECOND : FIRST;
        where.set(s, n, 1 + at);
        if (waits.bound() > 1) {
            waits.set(s, n, 1);
            tell(STORE_BUFFER, "holds the write, while later reads go on");
        } else {
            store(s, n);
        }
    }

    private void storeOldest(long[] s) {
        int n = waits.is(s, FIRST) ? FIRST : SECOND;
        waits.set(s, n, 0);
        store(s, n);
    }

    private void store(long[] s, int n) {
        int at = where.get(s, n) - 1;
        // What memory has not got by now it never gets: the second write takes the place of the first.
        boolean firstIsLost = n == SECOND && isAt(s, FIRST, at) && !deviceWrote.is(s, 0) && lines.ram(s, at) != 1;
        lines.store(s, CPU, at, is, 1 + n);
        if (is == MemType.WC && processor.wcBuffers) {
            tell("the write-combining buffer", "holds the write");
        } else if (lines.isDirty(s, CPU, at) && !snoops) {
            tell("the cache", "holds the write, and memory does not have it");
        } else if (lines.has(s, CPU, at) && !snoops) {
            tell("the cache", "holds the write, too");
        }
        if (firstIsLost) {
            found(s, Promise.EACH_WRITE_ARRIVES);
        }
    }

    private boolean mayCombineType() {
        return processor.combines && (is == MemType.WT || is == MemType.WB);
    }

    private boolean mayCombine(long[] s) {
        return waits.is(s, FIRST) && waits.is(s, SECOND) && where.get(s, FIRST) == where.get(s, SECOND);
    }

    private void combine(long[] s) {
        waits.set(s, FIRST, 0);
        tell(STORE_BUFFER, "puts the second write into the place of the first");
    }

    private void read(long[] s, int at) {
        if (is.cached() && !snoops && !lines.has(s, CPU, at)) {
            tell("the cache", "keeps the line that is read");
        }
        int data = waits.is(s, SECOND) && isAt(s, SECOND, at)
                ? 1 + SECOND
                : waits.is(s, FIRST) && isAt(s, FIRST, at) ? 1 + FIRST : lines.load(s, CPU, at, is);
        if (deviceTold.is(s, 0) && memory == Memory.READ_ONLY && data != 0) {
            found(s, Promise.IGNORED_WRITE_IS_GONE);
        }
        if (cpuTold.is(s, 0) && deviceWrote.get(s, 0) == 1 + at && data != BY_DEVICE) {
            found(s, Promise.CPU_READS_DEVICE_WRITE);
        }
        if (data == 0 && (isAt(s, FIRST, other(at)) || isAt(s, SECOND, other(at)))) {
            missedByCpu.set(s, at, missedByCpu.bound() - 1);
            judgeOrder(s);
        }
    }

    private void leaveBuffers(long[] s) {
        while (waits.is(s, FIRST) || waits.is(s, SECOND)) {
            storeOldest(s);
        }
        lines.fence(s, CPU);
    }

    private void tellDevice(long[] s) {
        leaveBuffers(s);
        deviceTold.set(s, 0, 1);
    }

    private void deviceWrites(long[] s, int at) {
        lines.deviceWrites(s, at, snoops, BY_DEVICE);
        deviceWrote.set(s, 0, 1 + at);
        untold.set(s, 0, deviceTold.is(s, 0) ? 0 : 1);
    }

    private void deviceReads(long[] s, int at) {
        int data = lines.deviceReads(s, at, snoops && processor.answersSnoops);
        if (deviceWrote.is(s, 0)) {
            boolean missed = data == 0 && deviceWrote.get(s, 0) == 1 + other(at);
            if (missed) {
                missedByDevice.set(s, 0, missedByDevice.bound() - 1);
                judgeOrder(s);
            }
            return;
        }
        if (deviceTold.is(s, 0) && memory == Memory.RAM && data != lastWrite(s, at)) {
            found(s, Promise.DEVICE_READS_LAST_WRITE);
        }
        if (isAt(s, SECOND, at) && data == 1 + SECOND) {
            secondSeen.set(s, 0, secondSeen.bound() - 1);
        }
        if (secondSeen.is(s, 0) && isAt(s, FIRST, at) && data == 0) {
            found(s, Promise.WRITES_IN_ORDER);
        }
    }

    private boolean mayTellCpu(long[] s) {
        return deviceWrote.is(s, 0) && !untold.is(s, 0) && !cpuTold.is(s, 0);
    }

    private void tellCpu(long[] s) {
        lines.fence(s, CPU);
        cpuTold.set(s, 0, 1);
    }

    private boolean mayReadAhead(long[] s, long[] a) {
        return !is.cached() || !lines.has(s, CPU, (int) a[0]);
    }

    private void readAhead(long[] s, int at) {
        if (is.cached()) {
            lines.fill(s, CPU, at);
        }
        tell("the CPU", "reads ahead of the program");
        if (memory == Memory.READ_HAS_EFFECT) {
            found(s, Promise.ONLY_ASKED_READS);
        }
    }

    /** Both have read what the other had written to before: one of them can't have been first. */
    private void judgeOrder(long[] s) {
        int byDevice = deviceWrote.get(s, 0) - 1;
        if (byDevice >= 0 && missedByCpu.is(s, byDevice) && missedByDevice.is(s, 0)) {
            found(s, Promise.READS_AFTER_WRITES);
        }
    }

    private boolean isAt(long[] s, int write, int at) {
        return where.get(s, write) == 1 + at;
    }

    private int lastWrite(long[] s, int at) {
        return isAt(s, SECOND, at) ? 1 + SECOND : isAt(s, FIRST, at) ? 1 + FIRST : 0;
    }

    private static int other(int at) {
        return 1 - at;
    }

    private void tell(String part, String does) {
        if (layout.acts().on()) {
            layout.acts().did(part, does);
        }
    }

    /** Somebody found data that the program does not expect, if it relies on that at all. */
    private void found(long[] s, Promise promise) {
        if (isAsked(promise)) {
            wrong.set(s, 0, number(promise));
        }
    }

    @SuppressWarnings("EnumOrdinal") // the field's values are in the order of the constants
    private static int number(Promise promise) {
        return 1 + promise.ordinal();
    }

    private boolean isAsked(Promise promise) {
        return promise.isMadeBy(should) && promise.isAbout(memory, snoops);
    }

    /** Whether a run has come to where an promise is about something. */
    private boolean isReached(long[] s, Promise promise) {
        boolean twice = where.is(s, SECOND);
        boolean atOne = where.get(s, FIRST) == where.get(s, SECOND);
        return switch (promise) {
            case DEVICE_READS_LAST_WRITE, IGNORED_WRITE_IS_GONE -> deviceTold.is(s, 0) && where.is(s, FIRST);
            case CPU_READS_DEVICE_WRITE -> cpuTold.is(s, 0);
            case WRITES_IN_ORDER -> twice && !atOne;
            case READS_AFTER_WRITES -> deviceWrote.is(s, 0) && where.is(s, FIRST);
            case EACH_WRITE_ARRIVES -> twice && atOne;
            case ONLY_ASKED_READS -> true;
        };
    }

    /** What the program relies on, by the type that it should have. */
    List<Law> laws() {
        List<Law> laws = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            if (isAsked(promise)) {
                laws.add(Law.always(promise.law, promise.breaks(), promise.says)
                        .where(s -> isReached(s, promise))
                        .holds(s -> wrong.get(s, 0) != number(promise))
                        .saying(s -> "the accesses are " + given + ", and the program relies on " + should + ": "
                                + promise.hazard.text()));
            }
        }
        return laws;
    }
}
