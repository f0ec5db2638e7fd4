package dev.stalemate.systems.zaplist;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import java.util.ArrayList;
import java.util.List;

/** The thread's sketch, which has every setting at its initial value, and each of its one-step mutants. */
final class ZapListDesign extends ChosenDesign<ZapListDesign> {
    /** How a vCPU checks whether its range is queued already. */
    enum Check {
        /** It searches the list under the lock. */
        LOCKED,
        /** It searches the list before it takes the lock. */
        UNLOCKED,
        /** It checks only that the list is not empty. */
        EMPTY
    }

    /** When the zapper removes a range from the list. */
    enum Unlink {
        /** As it takes the range, under the lock. */
        TAKEN,
        /** After it has released the lock. */
        UNLOCKED,
        /** After the zap, under the lock again. */
        ZAPPED
    }

    /** When the zapper frees a range. */
    enum Free {
        /** Right after the zap. */
        ZAPPED,
        /** Before the zap. */
        BEFORE_ZAP,
        /** After everything else that it does with the range. */
        LAST,
        /** Never. */
        NEVER
    }

    /** When the flag is cleared. */
    enum Clear {
        /** Before the last unlock. */
        LOCKED,
        /** After the last unlock. */
        UNLOCKED,
        /** As the list becomes empty, before the last range is zapped. */
        EMPTY
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Check> CHECK = WAYS.choice(
            "check",
            Check.class,
            Check.LOCKED,
            "how a vCPU checks that its range is queued: it searches the list under the lock or outside it, or only asks if it is empty");
    static final Setting<Boolean> UNLOCKS_IF_LISTED =
            WAYS.flag("unlocks-if-listed", true, "whether the lock is released where the range is in the list already");
    static final Setting<Boolean> CLEARS_POINTER = WAYS.flag(
            "clears-pointer", true, "whether the local pointer to a range is cleared once the range is queued");
    static final Setting<Boolean> CLAIMS_LOCKED =
            WAYS.flag("claims-locked", true, "whether the flag is tested and set before the unlock, not after it");
    static final Setting<Boolean> ONE_ZAPPER = WAYS.flag(
            "one-zapper", true, "whether a vCPU that finds the flag set leaves the zap to the one that has set it");
    static final Setting<Boolean> FREES_REST =
            WAYS.flag("frees-rest", true, "whether a range is freed that was allocated and not queued");
    static final Setting<Unlink> UNLINK = WAYS.choice(
            "unlink",
            Unlink.class,
            Unlink.TAKEN,
            "when a range is removed from the list: as it is taken, after the unlock, or after the zap");
    static final Setting<Free> FREE = WAYS.choice(
            "free", Free.class, Free.ZAPPED, "when the zapper frees a range: zapped means right after the zap");
    static final Setting<Boolean> ZAPS_ALL =
            WAYS.flag("zaps-all", true, "whether the zapper goes on until the list is empty, not for one range only");
    static final Setting<Clear> CLEAR = WAYS.choice(
            "clear",
            Clear.class,
            Clear.LOCKED,
            "when the flag is cleared: before or after the last unlock, or when the list becomes empty");
    static final Setting<Boolean> WAITS =
            WAYS.flag("waits", true, "whether a vCPU that does not zap waits until the flag is clear");

    static final ChosenDesigns<ZapListDesign> ALL = new ChosenDesigns<>(ZapListDesign.class, ZapListDesign::new, WAYS);

    static final ZapListDesign SKETCH =
            ALL.design("sketch", "the thread's sketch: queue under the lock, one vCPU zaps, the others wait");
    static final ZapListDesign CLEARS_UNLOCKED = mutant(
                    "flag-cleared-unlocked", "the flag is cleared after the last unlock")
            .with(CLEAR, Clear.UNLOCKED);
    static final ZapListDesign NO_WAIT = mutant("no-wait", "a vCPU that does not zap returns without waiting")
            .with(WAITS, false);
    static final ZapListDesign CHECKS_UNLOCKED = mutant(
                    "list-checked-unlocked", "the list is searched outside the lock, which the thread considers")
            .with(CHECK, Check.UNLOCKED);
    static final ZapListDesign CHECKS_EMPTY = mutant(
                    "list-empty-checked",
                    "a range is queued if the list is empty, instead of if this range is not in it")
            .with(CHECK, Check.EMPTY);
    static final ZapListDesign FREES_LISTED = mutant(
                    "free-before-unlink", "a range is zapped and freed, and then unlinked")
            .with(UNLINK, Unlink.ZAPPED);
    static final ZapListDesign FREES_BEFORE_ZAP =
            mutant("free-before-zap", "a range is freed, and then zapped").with(FREE, Free.BEFORE_ZAP);
    static final ZapListDesign KEEPS_ZAPPED =
            mutant("zapped-not-freed", "the zapper does not free the ranges").with(FREE, Free.NEVER);
    static final ZapListDesign KEEPS_REST = mutant(
                    "rest-not-freed", "a range that was allocated and not queued is not freed")
            .with(FREES_REST, false);
    static final ZapListDesign KEEPS_POINTER = mutant(
                    "pointer-kept", "the local pointer is not cleared once the range is queued")
            .with(CLEARS_POINTER, false);
    static final ZapListDesign ONE_PASS = mutant(
                    "one-pass", "the zapper zaps one range, and clears the flag: if instead of while")
            .with(ZAPS_ALL, false);
    static final ZapListDesign IGNORES_FLAG = mutant(
                    "two-zappers", "a vCPU that queues a range zaps, even if another vCPU does")
            .with(ONE_ZAPPER, false);
    static final ZapListDesign SETS_UNLOCKED = mutant(
                    "flag-set-unlocked", "the flag is tested and set after the unlock")
            .with(CLAIMS_LOCKED, false);
    static final ZapListDesign CLEARS_EARLY = mutant(
                    "flag-cleared-early",
                    "the flag is cleared when the list becomes empty, before the last range is zapped")
            .with(CLEAR, Clear.EMPTY);
    static final ZapListDesign UNLINKS_UNLOCKED =
            mutant("unlink-unlocked", "a range is unlinked after the unlock").with(UNLINK, Unlink.UNLOCKED);
    static final ZapListDesign UNLINKS_LATE = mutant(
                    "unlink-after-zap", "a range stays in the list until it has been zapped")
            .with(UNLINK, Unlink.ZAPPED)
            .with(FREE, Free.LAST);
    static final ZapListDesign KEEPS_LOCK = mutant(
                    "lock-kept", "the lock is not released where the range is in the list already")
            .with(UNLOCKS_IF_LISTED, false);

    final Check check = get(CHECK);
    final boolean unlocksIfListed = get(UNLOCKS_IF_LISTED);
    final boolean clearsPointer = get(CLEARS_POINTER);
    final boolean claimsLocked = get(CLAIMS_LOCKED);
    final boolean oneZapper = get(ONE_ZAPPER);
    final boolean freesRest = get(FREES_REST);
    final Unlink unlink = get(UNLINK);
    final Free free = get(FREE);
    final boolean zapsAll = get(ZAPS_ALL);
    final Clear clear = get(CLEAR);
    final boolean waits = get(WAITS);

    private ZapListDesign(Choice<ZapListDesign> choice) {
        super(choice);
    }

    private static ZapListDesign mutant(String name, String says) {
        return SKETCH.as(name, "as sketch, but " + says);
    }

    /** The steps that have a range zapped, once it is allocated. */
    List<String> adds() {
        List<String> steps = new ArrayList<>(List.of("lock"));
        add(steps, check != Check.UNLOCKED, "check");
        steps.add("add");
        add(steps, claimsLocked, "claim");
        steps.add("unlock");
        add(steps, !claimsLocked, "claim");
        return steps;
    }

    /** The steps of the zapper for each range that it takes. */
    List<String> zaps() {
        List<String> steps = new ArrayList<>(List.of("unlock-list"));
        add(steps, unlink == Unlink.UNLOCKED, "unlink");
        add(steps, free == Free.BEFORE_ZAP, "free");
        steps.add("zap");
        add(steps, free == Free.ZAPPED, "free");
        steps.add("lock-again");
        add(steps, unlink == Unlink.ZAPPED, "unlink");
        add(steps, free == Free.LAST, "free");
        return steps;
    }

    /** The steps of the zapper once the list is empty. */
    List<String> ends() {
        return switch (clear) {
            case LOCKED -> List.of("clear", "last-unlock");
            case UNLOCKED -> List.of("last-unlock", "clear");
            case EMPTY -> List.of("last-unlock");
        };
    }

    private static void add(List<String> steps, boolean has, String step) {
        if (has) {
            steps.add(step);
        }
    }
}
