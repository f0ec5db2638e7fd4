package dev.stalemate.systems.pfncache;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How the cache is refreshed: Linux by fix, and what goes wrong without one of their parts. */
final class PfnCacheDesign extends ChosenDesign<PfnCacheDesign> {
    /** What others see while a refresh has dropped the lock to look the page up. */
    enum Meanwhile {
        /** That the cache is not valid. */
        INVALID,
        /** That it is valid, with a placeholder where the page will be. */
        PLACEHOLDER,
        /** That it is valid, with the page from before. */
        OLD_PAGE
    }

    /** When a refresh reads the generation of the slots, with which it marks what it stores. */
    enum ReadsGeneration {
        /** With the slot, as it begins. */
        BEFORE_LOOK_UP,
        /** Again, as it stores. */
        AFTER_LOOK_UP
    }

    /** When a refresh reads the counter of invalidations, to see as it stores whether the counter has moved since. */
    enum ReadsCounter {
        /** Under the cache's lock, as the refresh or another attempt begins. */
        UNDER_LOCK,
        /** Once the lock is dropped, before the look-up. */
        BEFORE_LOOK_UP,
        /** After the look-up. */
        AFTER_LOOK_UP,
        /** It doesn't. */
        NEVER
    }

    /** What tells a refresh that an invalidation which concerns it is in progress. */
    enum InProgress {
        /** The count of all. */
        COUNT,
        /** The one range that has all of them, if the cache's page is in it. */
        RANGE,
        /** The range of each of them. */
        EACH_RANGE
    }

    /** Whether a refresh waits until no such invalidation is in progress. */
    enum Waits {
        /** It doesn't. */
        NEVER,
        /** Before the look-up. */
        BEFORE_LOOK_UP,
        /** After the look-up. */
        AFTER_LOOK_UP
    }

    /** When a refresh checks whether it has to retry. */
    enum Checks {
        /** As it stores, under the cache's lock. */
        UNDER_LOCK,
        /** Before it takes the lock to store. */
        BEFORE_LOCK
    }

    /** Which hook of an invalidation marks the cache of its page. */
    enum Marks {
        /** The one at the start, before the page changes and is freed. */
        AT_START,
        /** The one at the end. */
        AT_END,
        /** None. */
        NEVER
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Meanwhile> MEANWHILE = WAYS.choice(
            "meanwhile",
            Meanwhile.class,
            Meanwhile.INVALID,
            "what others see while a refresh has dropped the lock: no valid cache, or a valid one with a placeholder or the old page");
    static final Setting<Boolean> SERIALIZES =
            WAYS.flag("serializes", true, "whether a mutex makes refreshes come one after the other");
    static final Setting<ReadsGeneration> READS_GENERATION = WAYS.choice(
            "reads-generation",
            ReadsGeneration.class,
            ReadsGeneration.BEFORE_LOOK_UP,
            "when a refresh reads the generation of the slots, with which it marks what it stores: before or after the look-up");
    static final Setting<ReadsCounter> READS_COUNTER = WAYS.choice(
            "reads-counter",
            ReadsCounter.class,
            ReadsCounter.UNDER_LOCK,
            "when a refresh reads the counter of invalidations; it retries if the counter moves after that");
    static final Setting<InProgress> IN_PROGRESS = WAYS.choice(
            "in-progress",
            InProgress.class,
            InProgress.COUNT,
            "what tells a refresh of invalidations in progress: the count of all, the one range that has all, or the range of each");
    static final Setting<Boolean> RETRIES =
            WAYS.flag("retries", true, "whether a refresh retries if it is told of an invalidation in progress");
    static final Setting<Waits> WAITS = WAYS.choice(
            "waits",
            Waits.class,
            Waits.NEVER,
            "whether a refresh waits until it is told of no invalidation in progress");
    static final Setting<Checks> CHECKS = WAYS.choice(
            "checks",
            Checks.class,
            Checks.UNDER_LOCK,
            "when a refresh checks whether it has to retry: under the cache's lock, or before it takes the lock");
    static final Setting<Marks> MARKS =
            WAYS.choice("marks", Marks.class, Marks.AT_START, "which hook of an invalidation marks the cache invalid");
    static final Setting<Boolean> COUNTS_FIRST = WAYS.flag(
            "counts-first",
            true,
            "whether the start of an invalidation raises the count of those in progress before it marks the cache");
    static final Setting<Boolean> RAISES_FIRST = WAYS.flag(
            "raises-first",
            true,
            "whether the end of an invalidation raises the counter before it lowers the count of those in progress");
    static final Setting<Boolean> FLAGS = WAYS.flag(
            "flags",
            false,
            "whether an invalidation also flags a cache that is being refreshed, so that the refresh retries");
    static final Setting<Boolean> MARKS_EMPTY =
            WAYS.flag("marks-empty", false, "whether an invalidation also marks a cache that has no page");
    static final Setting<Boolean> BY_ADDRESS = WAYS.flag(
            "by-address",
            false,
            "whether a cache can be of a user-space address alone, so that no memory slot has to have that address");

    static final ChosenDesigns<PfnCacheDesign> ALL =
            new ChosenDesigns<>(PfnCacheDesign.class, PfnCacheDesign::new, WAYS);

    static final PfnCacheDesign LINUX_5_17 = ALL.design(
                    "linux-5.17",
                    "Linux 5.17, up to 5.18.17 and 5.19.1: a refresh marks the cache valid, drops the lock, and writes what it has found")
            .with(MEANWHILE, Meanwhile.PLACEHOLDER)
            .with(SERIALIZES, false)
            .with(READS_COUNTER, ReadsCounter.BEFORE_LOOK_UP)
            .with(IN_PROGRESS, InProgress.RANGE)
            .with(CHECKS, Checks.BEFORE_LOCK)
            .with(COUNTS_FIRST, false);
    static final PfnCacheDesign SERIALIZED = LINUX_5_17
            .as("serialized", "93984f19e7 (2022) alone: refreshes come one after the other")
            .with(SERIALIZES, true);
    static final PfnCacheDesign LINUX_6_0 = ALL.design(
            "linux-6.0",
            "Linux 6.0 to 6.8, 5.18.18 and 5.19.2: refreshes come one after the other, and the cache is not valid meanwhile");
    static final PfnCacheDesign LINUX_6_9 = LINUX_6_0
            .as("linux-6.9", "Linux 6.9 on: as linux-6.0, and a cache can be of a user-space address")
            .with(BY_ADDRESS, true);
    static final PfnCacheDesign INVALID_MEANWHILE = LINUX_6_0
            .as(
                    "invalid-meanwhile",
                    "58cd407ca4 (2022) without the fix before it: the cache is not valid until the page is written, and refreshes overlap")
            .with(SERIALIZES, false);
    static final PfnCacheDesign KEEPS_OLD = LINUX_5_17
            .as("keeps-old-page", "as linux-5.17, but the old page stays in place meanwhile")
            .with(MEANWHILE, Meanwhile.OLD_PAGE);
    static final PfnCacheDesign KEEPS_OLD_SERIALIZED = KEEPS_OLD
            .as("keeps-old-page-serialized", "as keeps-old-page, with the mutex of 93984f19e7")
            .with(SERIALIZES, true);

    static final PfnCacheDesign GENERATION_LATE = LINUX_6_0
            .as(
                    "generation-late",
                    "as linux-6.0, but a refresh reads the generation after the look-up, as KVM's cache of MMIO addresses did up to "
                            + "ee3d1570b586 (2014)")
            .with(READS_GENERATION, ReadsGeneration.AFTER_LOOK_UP);

    static final PfnCacheDesign RANGE_AND_COUNTER = LINUX_6_9
            .as(
                    "range-and-counter",
                    "a proposal of October 2024: as linux-6.9, but a refresh waits only if the range of the invalidations in progress has its page")
            .with(IN_PROGRESS, InProgress.RANGE)
            .with(READS_COUNTER, ReadsCounter.BEFORE_LOOK_UP)
            .with(WAITS, Waits.BEFORE_LOOK_UP)
            .with(MARKS_EMPTY, true);
    static final PfnCacheDesign FLAG_AS_POSTED = LINUX_6_9
            .as(
                    "flag-as-posted",
                    "a proposal of August 2024: an invalidation flags the cache of its page, unless the cache is empty; no counter is read")
            .with(FLAGS, true)
            .with(IN_PROGRESS, InProgress.RANGE)
            .with(READS_COUNTER, ReadsCounter.NEVER)
            .with(RETRIES, false)
            .with(WAITS, Waits.BEFORE_LOOK_UP);
    static final PfnCacheDesign FLAG = FLAG_AS_POSTED
            .as("flag", "as flag-as-posted, but an empty cache is flagged as well")
            .with(MARKS_EMPTY, true);
    static final PfnCacheDesign FLAG_EXACT = FLAG.as(
                    "flag-exact-ranges", "as flag, but KVM remembers the range of each invalidation in progress")
            .with(IN_PROGRESS, InProgress.EACH_RANGE);
    static final PfnCacheDesign FLAG_AT_END = FLAG.as(
                    "flag-at-end",
                    "as flag, but the hook at the end flags and marks the cache, and a refresh waits after the look-up")
            .with(MARKS, Marks.AT_END)
            .with(WAITS, Waits.AFTER_LOOK_UP);

    static final PfnCacheDesign NEVER_MARKS = LINUX_6_9
            .as("never-marks", "as linux-6.9, but an invalidation does not mark the cache")
            .with(MARKS, Marks.NEVER);
    static final PfnCacheDesign IGNORES_IN_PROGRESS = LINUX_6_9
            .as("ignores-in-progress", "as linux-6.9, but a refresh ignores invalidations in progress")
            .with(RETRIES, false);
    static final PfnCacheDesign IGNORES_COUNTER = LINUX_6_9
            .as("ignores-counter", "as linux-6.9, but a refresh does not read the counter")
            .with(READS_COUNTER, ReadsCounter.NEVER);
    static final PfnCacheDesign READS_LATE = LINUX_6_9
            .as("reads-counter-late", "as linux-6.9, but a refresh reads the counter after the look-up")
            .with(READS_COUNTER, ReadsCounter.AFTER_LOOK_UP);
    static final PfnCacheDesign MARKS_FIRST = LINUX_6_9
            .as("marks-first", "as linux-6.9, but an invalidation marks the cache before it counts as one in progress")
            .with(COUNTS_FIRST, false);
    static final PfnCacheDesign LOWERS_FIRST = LINUX_6_9
            .as(
                    "lowers-first",
                    "as linux-6.9, but the end of an invalidation lowers the count, then raises the counter")
            .with(RAISES_FIRST, false);

    final Meanwhile meanwhile = get(MEANWHILE);
    final boolean serializes = get(SERIALIZES);
    final ReadsGeneration readsGeneration = get(READS_GENERATION);
    final ReadsCounter readsCounter = get(READS_COUNTER);
    final InProgress inProgress = get(IN_PROGRESS);
    final boolean retries = get(RETRIES);
    final Waits waits = get(WAITS);
    final Checks checks = get(CHECKS);
    final Marks marks = get(MARKS);
    final boolean countsFirst = get(COUNTS_FIRST);
    final boolean raisesFirst = get(RAISES_FIRST);
    final boolean flags = get(FLAGS);
    final boolean marksEmpty = get(MARKS_EMPTY);
    final boolean byAddress = get(BY_ADDRESS);

    private PfnCacheDesign(Choice<PfnCacheDesign> choice) {
        super(choice);
    }

    /** The function by which an invalidation marks the cache. */
    String marksFunction() {
        return marks == Marks.AT_START ? "gfn_to_pfn_cache_invalidate_start()" : "gfn_to_pfn_cache_invalidate()";
    }
}
