package dev.stalemate.systems.teardown;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How devices are taken off a domain, what an error does, and what is freed when. Xen's designs of it, fix by fix, Linux's, and others. */
final class TeardownDesign extends ChosenDesign<TeardownDesign> {
    /** What the loop over the devices does after an error. */
    enum AfterError {
        /** It takes the first device that is still on the domain's list, be it the same, until there is none; it reports nothing. */
        AGAIN,
        /** It goes on with the next device, and reports the error in the end. */
        NEXT,
        /** It ends, and reports the error. */
        STOPS
    }

    /** What a destruction does whose loop has reported an error. */
    enum OnError {
        /** It ends: nothing is freed until somebody tries again. */
        FREES_NOTHING,
        /** It goes on, without the tables. */
        KEEPS_TABLES,
        /** It goes on. */
        FREES_ALL
    }

    /** In which order a function is taken off the tables and its reserved region is unmapped. */
    enum Order {
        /** The region is unmapped, the function is taken off, it is put on other tables. An assignment maps the region last. */
        REGION_FIRST,
        /** The function is taken off, the region is unmapped, the function is put on other tables. An assignment maps the region first. */
        REMOVED_FIRST,
        /** The function is put on other tables in one step; then the region is unmapped. An assignment maps the region first. */
        IN_ONE_STEP
    }

    /** What a function walks that was taken off the domain's tables. */
    enum Target {
        /** Nothing: its DMA is refused. */
        NOTHING,
        /** The host's tables. */
        HOST,
        /** Tables of its own, which map its reserved region. */
        OWN_TABLES
    }

    /** Whose functions are told. */
    enum Code {
        XEN,
        LINUX
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AfterError> AFTER_ERROR = WAYS.choice(
            "after-error", AfterError.class, AfterError.NEXT, "what the loop over the devices does after an error");
    static final Setting<OnError> ON_ERROR = WAYS.choice(
            "on-error",
            OnError.class,
            OnError.FREES_NOTHING,
            "what a destruction frees if a device could not be taken off");
    static final Setting<Boolean> ZERO_ENDS = WAYS.flag(
            "zero-ends", false, "whether a function is left where it is if its region was unmapped without an error");
    static final Setting<Order> ORDER = WAYS.choice(
            "order",
            Order.class,
            Order.IN_ONE_STEP,
            "in which order a function is taken off the tables and its region is unmapped");
    static final Setting<Target> TARGET = WAYS.choice(
            "target", Target.class, Target.OWN_TABLES, "what a function walks that was taken off the domain's tables");
    static final Setting<Boolean> UNMAPS =
            WAYS.flag("unmaps", true, "whether the region is unmapped as its device is taken off");
    static final Setting<Boolean> TRACKS_FIRST =
            WAYS.flag("tracks-first", true, "whether the region is tracked before it is mapped, instead of after");
    static final Setting<Boolean> PHANTOMS_COUNT = WAYS.flag(
            "phantoms-count",
            true,
            "whether an assignment fails, and is undone, if a phantom function could not be assigned");
    static final Setting<Boolean> REFUSES_DYING =
            WAYS.flag("refuses-dying", true, "whether a domain that is being destroyed gets no device");
    static final Setting<Boolean> CLEARS_ROOT =
            WAYS.flag("clears-root", true, "whether Xen forgets where the root table is before it frees the tables");
    static final Setting<Boolean> IGNORES_MAPS =
            WAYS.flag("ignores-maps", true, "whether mapping a page does nothing in a domain that is being destroyed");
    static final Setting<Boolean> RELEASES_FIRST = WAYS.flag(
            "releases-first",
            true,
            "whether devices are released before the domain's memory is freed, instead of after");
    static final Setting<Code> CODE = WAYS.choice("code", Code.class, Code.XEN, "whose functions the steps name");

    static final ChosenDesigns<TeardownDesign> ALL =
            new ChosenDesigns<>(TeardownDesign.class, TeardownDesign::new, WAYS);

    static final TeardownDesign TRACKED =
            ALL.design("tracked", "since beadd68b54 (Xen 4.20): a reserved region is tracked before it is mapped");
    static final TeardownDesign PHANTOMS_UNDONE = TRACKED.as(
                    "phantoms-undone",
                    "cb4ecb3cc1 to beadd68b54 (Xen 4.19): an assignment is undone if a phantom function could not be assigned")
            .with(TRACKS_FIRST, false);
    static final TeardownDesign OWN_TABLES = PHANTOMS_UNDONE
            .as(
                    "own-tables",
                    "14dd241aad to cb4ecb3cc1 (Xen 4.17 and 4.18): quarantined devices have tables of their own")
            .with(PHANTOMS_COUNT, false);
    static final TeardownDesign ONE_STEP = OWN_TABLES
            .as("one-step", "8f41e481b4 without 14dd241aad: functions get other tables in one step, or none")
            .with(TARGET, Target.NOTHING);
    static final TeardownDesign REMOVED_FIRST = ONE_STEP.as(
                    "removed-first",
                    "78a40f8b5d without 8f41e481b4: a function is taken off before its region is unmapped")
            .with(ORDER, Order.REMOVED_FIRST);
    static final TeardownDesign REGION_FIRST = REMOVED_FIRST
            .as(
                    "region-first",
                    "192aaf7e14 to 78a40f8b5d (Xen 4.16.0): a region is unmapped before its device is taken off")
            .with(ORDER, Order.REGION_FIRST);
    static final TeardownDesign ZERO_IS_AN_END = REGION_FIRST
            .as(
                    "zero-is-an-end",
                    "f591755823 to 192aaf7e14 (Xen 4.15.1): each device is tried once, and a device whose region was unmapped is left")
            .with(ZERO_ENDS, true);
    static final TeardownDesign UNTIL_EMPTY = ZERO_IS_AN_END
            .as("until-empty", "up to f591755823 (Xen 4.15.0): devices are tried until the domain has none")
            .with(AFTER_ERROR, AfterError.AGAIN);
    static final TeardownDesign TO_HOST = UNTIL_EMPTY
            .as("to-host", "a8078b0235 to 319f9a0ba9 (Xen 4.2 to 4.12): devices go back to the host at once")
            .with(TARGET, Target.HOST);

    static final TeardownDesign RELEASED_LAST = TO_HOST.as(
                    "released-last",
                    "up to a8078b0235 (Xen 4.1): devices are released once the domain's memory is freed")
            .with(RELEASES_FIRST, false);

    static final TeardownDesign ROOT_KEPT = UNTIL_EMPTY
            .as(
                    "root-kept",
                    "15bc9a1ef5 to 1ef48c82e7 (4.15 before its release): tables are freed, and the domain's root stays")
            .with(CLEARS_ROOT, false)
            .with(IGNORES_MAPS, false);
    static final TeardownDesign MAPS_IGNORED = ROOT_KEPT
            .as(
                    "maps-ignored",
                    "1ef48c82e7 without 9bd9695a8b: a dying domain's mappings are ignored, and its root stays")
            .with(IGNORES_MAPS, true);
    static final TeardownDesign ROOT_CLEARED = ROOT_KEPT
            .as("root-cleared", "9bd9695a8b without 1ef48c82e7: a dying domain can get new tables")
            .with(CLEARS_ROOT, true);

    static final TeardownDesign STOPS_AT_ERROR = ALL.design(
                    "stops-at-error",
                    "up to dcf40ed3a2 (Linux 5.19 to 6.4): the devices of a group are moved until one fails, and the domain is freed")
            .with(AFTER_ERROR, AfterError.STOPS)
            .with(ON_ERROR, OnError.FREES_ALL)
            .with(TARGET, Target.NOTHING)
            .with(CODE, Code.LINUX);
    static final TeardownDesign GOES_ON = STOPS_AT_ERROR
            .as("goes-on", "since dcf40ed3a2 (Linux 6.5): all devices of a group are moved, and the domain is freed")
            .with(AFTER_ERROR, AfterError.NEXT);

    static final TeardownDesign KEEPS_TABLES = TRACKED.as(
                    "keeps-tables", "a destruction with an error goes on, and keeps only the tables")
            .with(ON_ERROR, OnError.KEEPS_TABLES);
    static final TeardownDesign ASSIGNS_TO_DYING = TRACKED.as(
                    "assigns-to-dying", "a domain that is being destroyed can get devices")
            .with(REFUSES_DYING, false);
    static final TeardownDesign NEVER_UNMAPS = UNTIL_EMPTY
            .as("never-unmaps", "up to 899272539c with AMD's IOMMU (Xen 4.15.0): reserved regions stay in the p2m")
            .with(ORDER, Order.REMOVED_FIRST)
            .with(ZERO_ENDS, false)
            .with(UNMAPS, false);

    final AfterError afterError = get(AFTER_ERROR);
    final OnError onError = get(ON_ERROR);
    final boolean zeroEnds = get(ZERO_ENDS);
    final Order order = get(ORDER);
    final Target target = get(TARGET);
    final boolean unmaps = get(UNMAPS);
    final boolean tracksFirst = get(TRACKS_FIRST);
    final boolean phantomsCount = get(PHANTOMS_COUNT);
    final boolean refusesDying = get(REFUSES_DYING);
    final boolean clearsRoot = get(CLEARS_ROOT);
    final boolean ignoresMaps = get(IGNORES_MAPS);
    final boolean releasesFirst = get(RELEASES_FIRST);
    final Code code = get(CODE);

    private TeardownDesign(Choice<TeardownDesign> choice) {
        super(choice);
    }
}
