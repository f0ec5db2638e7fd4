package dev.stalemate.systems.nested;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.EnumSet;
import java.util.Set;

/** The knobs of nested EPT's scopes. */
final class NestedSettings {
    /** What CPUs cache of a shadow. */
    enum Caches {
        /** Guest-physical mappings, by EP4TA. */
        GUEST_PHYSICAL,
        /** Combined mappings, by VPID and EP4TA: as if guest-physical ones were never cached. */
        COMBINED,
        /** Both. */
        BOTH
    }

    /** How a frame leaves L0's p2m. */
    enum Kind {
        /** L1 gives it back. */
        BALLOON,
        /** Another domain removes it. */
        FOREIGN,
        /** A copy takes its place. */
        COPY
    }

    /** A number of changes that means any number. */
    static final int ANY = 9;

    static final Settings ALL = new Settings();

    static final Setting<Integer> VCPUS = ALL.counted("vCPU").number("vcpus", 1, 8, 1, "vCPUs of L1");
    static final Setting<Integer> CPUS = ALL.counted("CPU").number("cpus", 1, 8, 2, "physical CPUs");
    static final Setting<Integer> FRAMES =
            ALL.counted("L1 frame").number("frames", 1, 64, 2, "L1's frames, each with a machine frame at the start");
    static final Setting<Integer> SPARE =
            ALL.told("%s", "spare frame").number("spare", 0, 64, 0, "machine frames that are free at the start");
    static final Setting<Integer> L2_FRAMES = ALL.counted("L2 frame").number("l2-frames", 1, 64, 1, "frames of L2");
    static final Setting<Integer> EPTPS = ALL.counted("EPTP").number("eptps", 1, 16, 1, "EPTs that L1 has");
    static final Setting<Integer> SLOTS = ALL.counted("slot")
            .number("slots", 1, 16, 1, "shadow tables of each vCPU, or of the domain where they are shared");
    static final Setting<Integer> L1_CHANGES = ALL.told(changes -> changesInWords("L1 changes its EPTs", changes))
            .number("l1-changes", 0, ANY, 0, "how often L1 changes its EPTs; " + ANY + ": any number");
    static final Setting<Integer> P2M_CHANGES = ALL.told(changes -> changesInWords("frames leave L0's p2m", changes))
            .number("p2m-changes", 0, ANY, 0, "how often a frame leaves L0's p2m; " + ANY + ": any number");
    static final Setting<Integer> MOVES = ALL.told(
                    times -> times.equals("9") ? "" : changesInWords("vCPUs get a CPU", times))
            .number("moves", 1, ANY, ANY, "how often vCPUs get a CPU, all together; " + ANY + ": any number");
    static final Setting<Set<Kind>> KINDS = ALL.told("frames leave by %s")
            .some("kinds", Kind.class, EnumSet.of(Kind.FOREIGN), "how a frame leaves L0's p2m");
    static final Setting<Boolean> RACE = ALL.told("a fill is two steps")
            .flag("race", false, "whether a shadow's fill is two steps: look-up, and fill");
    static final Setting<Caches> CACHES = ALL.told(caches -> switch (caches) {
                case "combined" -> "combined mappings are cached";
                case "both" -> "guest-physical and combined mappings are cached";
                default -> "";
            })
            .choice("caches", Caches.class, Caches.GUEST_PHYSICAL, "what CPUs cache of a shadow");
    static final Setting<Boolean> POPULATE = ALL.told("L0 populates on demand")
            .flag(
                    "populate",
                    false,
                    "whether L0 gives a page to an L1 frame without one when the frame is accessed, if a page is free");
    static final Setting<Integer> HOLES = ALL.told("frames without a page: %s")
            .number("holes", 0, 64, 0, "L1's frames, the last ones, that have no machine frame at the start");
    static final Setting<Boolean> OUTCOMES = ALL.told("outcomes of violations are recorded")
            .flag("outcomes", false, "whether a state records which level was given a vCPU's last violation, and why");
    static final Setting<Integer> SPAN = ALL.told("L2 frames an access needs: %s")
            .number(
                    "span",
                    0,
                    4,
                    0,
                    "L2 frames that one access needs at a time; it is tried until it succeeds. With 0, no access waits");
    static final Setting<Integer> POOL = ALL.told("pages for shadows: %s")
            .number(
                    "pool",
                    0,
                    16,
                    0,
                    "pages that a vCPU asks for its shadows, and may not get; with 0 there are always enough");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag("costs", false, "whether interrupts, flushes and fills are counted along a run");

    private NestedSettings() {}

    private static String changesInWords(String what, String times) {
        return switch (times) {
            case "0" -> "";
            case "1" -> what + " once";
            case "9" -> what + " any number of times";
            default -> what + " " + times + " times";
        };
    }
}
