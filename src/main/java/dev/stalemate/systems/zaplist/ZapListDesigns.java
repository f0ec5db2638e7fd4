package dev.stalemate.systems.zaplist;

import dev.stalemate.systems.zaplist.ZapListDesign.Change;
import java.util.List;

/** The sketch, and each of its one-step mutants. */
final class ZapListDesigns {
    static final ZapListDesign SKETCH = new ZapListDesign(
            "sketch", "the thread's sketch: queue under the lock, one vCPU zaps, the others wait", Change.NOTHING);
    static final ZapListDesign CLEARS_UNLOCKED =
            mutant("flag-cleared-unlocked", Change.CLEARS_UNLOCKED, "the flag is cleared after the last unlock");
    static final ZapListDesign NO_WAIT =
            mutant("no-wait", Change.NO_WAIT, "a vCPU that doesn't zap returns without waiting");
    static final ZapListDesign CHECKS_UNLOCKED = mutant(
            "list-checked-unlocked",
            Change.CHECKS_UNLOCKED,
            "\"range in list\" is looked at outside the lock, as the thread muses");
    static final ZapListDesign CHECKS_EMPTY = mutant(
            "list-empty-checked",
            Change.CHECKS_EMPTY,
            "a range is queued if the list is empty, not if this range doesn't wait in it");
    static final ZapListDesign FREES_LISTED =
            mutant("free-before-unlink", Change.FREES_LISTED, "a range is zapped and freed, and then unlinked");
    static final ZapListDesign FREES_BEFORE_ZAP =
            mutant("free-before-zap", Change.FREES_BEFORE_ZAP, "a range is freed, and then zapped");
    static final ZapListDesign KEEPS_ZAPPED =
            mutant("zapped-not-freed", Change.KEEPS_ZAPPED, "the zapper doesn't free the ranges");
    static final ZapListDesign KEEPS_REST =
            mutant("rest-not-freed", Change.KEEPS_REST, "what was allocated and not queued is not freed");
    static final ZapListDesign KEEPS_POINTER =
            mutant("pointer-kept", Change.KEEPS_POINTER, "the local pointer is not cleared once the range is queued");
    static final ZapListDesign ONE_PASS =
            mutant("one-pass", Change.ONE_PASS, "the zapper zaps one range, and clears the flag: if for while");
    static final ZapListDesign IGNORES_FLAG =
            mutant("two-zappers", Change.IGNORES_FLAG, "whoever queues a range zaps, even if another does");
    static final ZapListDesign SETS_UNLOCKED =
            mutant("flag-set-unlocked", Change.SETS_UNLOCKED, "the flag is tested and set after the unlock");
    static final ZapListDesign CLEARS_EARLY = mutant(
            "flag-cleared-early",
            Change.CLEARS_EARLY,
            "the flag is cleared when the list gets empty, before the last range is zapped");
    static final ZapListDesign UNLINKS_UNLOCKED =
            mutant("unlink-unlocked", Change.UNLINKS_UNLOCKED, "a range is unlinked after the unlock");
    static final ZapListDesign UNLINKS_LATE =
            mutant("unlink-after-zap", Change.UNLINKS_LATE, "a range stays in the list until it has been zapped");
    static final ZapListDesign KEEPS_LOCK =
            mutant("lock-kept", Change.KEEPS_LOCK, "the lock is not let go of where the range is in the list");

    static final List<ZapListDesign> ALL = List.of(
            SKETCH,
            CLEARS_UNLOCKED,
            NO_WAIT,
            CHECKS_UNLOCKED,
            CHECKS_EMPTY,
            FREES_LISTED,
            FREES_BEFORE_ZAP,
            KEEPS_ZAPPED,
            KEEPS_REST,
            KEEPS_POINTER,
            ONE_PASS,
            IGNORES_FLAG,
            SETS_UNLOCKED,
            CLEARS_EARLY,
            UNLINKS_UNLOCKED,
            UNLINKS_LATE,
            KEEPS_LOCK);

    private ZapListDesigns() {}

    private static ZapListDesign mutant(String name, Change change, String says) {
        return new ZapListDesign(name, "as sketch, but " + says, change);
    }
}
