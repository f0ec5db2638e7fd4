package dev.stalemate.systems.limited;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** When Xen flushes caches for a guest whose memory becomes uncached, and on which CPUs. */
final class LimitedDesign extends ChosenDesign<LimitedDesign> {
    /** Whose caches are flushed. */
    enum Caches {
        NONE,
        THIS_CPU,
        EVERY_CPU
    }

    /** On which hardware the flush for a change is made. */
    enum Needed {
        ANY_HARDWARE,
        /** CPUs do not snoop themselves. */
        NO_SELF_SNOOP,
        /** CPUs do not snoop themselves, or the guest has a device that does not snoop. */
        NO_SNOOP
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Caches> CHANGE = WAYS.choice(
            "change", Caches.class, Caches.EVERY_CPU, "whose caches are flushed as memory becomes uncached");
    static final Setting<Boolean> BUILDING =
            WAYS.flag("building", true, "whether that flush is also made for a guest that does not run yet");
    static final Setting<Needed> NEEDED = WAYS.choice(
            "needed",
            Needed.class,
            Needed.ANY_HARDWARE,
            "on which hardware that flush is made: on any, or where CPUs, or CPUs and devices, do not all snoop");
    static final Setting<Caches> START =
            WAYS.choice("start", Caches.class, Caches.NONE, "whose caches are flushed before the guest runs first");
    static final Setting<Caches> ENTRY = WAYS.choice(
            "entry",
            Caches.class,
            Caches.NONE,
            "whose caches are flushed before the guest is entered, if Xen has written to uncached memory since the last time");

    static final ChosenDesigns<LimitedDesign> ALL = new ChosenDesigns<>(LimitedDesign.class, LimitedDesign::new, WAYS);

    static final LimitedDesign FLUSHES_ALL =
            ALL.design("flushes-all", "8cb7f7d135 to 50bbacacb8 (Xen 4.5 to 4.20): a change of types flushes all CPUs");
    static final LimitedDesign NO_FLUSH = FLUSHES_ALL
            .as("no-flush", "aa9114edd9 without 8cb7f7d135: a change of types flushes nothing")
            .with(CHANGE, Caches.NONE);
    static final LimitedDesign ONE_CPU = FLUSHES_ALL
            .as("one-cpu", "as flushes-all, but only the CPU flushes where the vCPU runs")
            .with(CHANGE, Caches.THIS_CPU);
    static final LimitedDesign NOT_BUILDING = FLUSHES_ALL
            .as("not-building", "3125ca0da2: a change flushes all CPUs, if the guest has been started")
            .with(BUILDING, false);
    static final LimitedDesign WHERE_NEEDED = NOT_BUILDING
            .as("where-needed", "2d779cabdd (Xen 4.21): as not-building, where CPUs or devices do not snoop")
            .with(NEEDED, Needed.NO_SNOOP);
    static final LimitedDesign FORGETS_DEVICES = WHERE_NEEDED
            .as("forgets-devices", "as where-needed, but nobody asks about devices")
            .with(NEEDED, Needed.NO_SELF_SNOOP);
    static final LimitedDesign AT_START = WHERE_NEEDED
            .as("at-start", "as where-needed, and all CPUs flush before the guest runs first")
            .with(START, Caches.EVERY_CPU);
    static final LimitedDesign AT_ENTRY = FLUSHES_ALL
            .as("at-entry", "86d60e855f (2013): after a write by Xen the CPU flushes that enters the guest")
            .with(ENTRY, Caches.THIS_CPU);
    static final LimitedDesign AT_ENTRY_ALL =
            AT_ENTRY.as("at-entry-all", "as at-entry, but all CPUs flush").with(ENTRY, Caches.EVERY_CPU);

    final Caches change = get(CHANGE);
    final boolean building = get(BUILDING);
    final Needed needed = get(NEEDED);
    final Caches start = get(START);
    final Caches entry = get(ENTRY);

    private LimitedDesign(Choice<LimitedDesign> choice) {
        super(choice);
    }
}
