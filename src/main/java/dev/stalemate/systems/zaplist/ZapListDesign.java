package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Design;
import java.util.List;

/**
 * The sketch, or what it becomes when one step of it is changed.
 *
 * @param name as the command line writes it
 * @param says what is different, in a sentence
 * @param change which step is changed
 */
public record ZapListDesign(String name, String says, Change change) implements Design {
    /** What differs from the sketch. */
    public enum Change {
        /** Nothing. */
        NOTHING,
        /** The flag is cleared after the last unlock. */
        CLEARS_UNLOCKED,
        /** A vCPU that does not zap doesn't wait for the flag. */
        NO_WAIT,
        /** The list is searched for the range before the lock is taken. */
        CHECKS_UNLOCKED,
        /** A range is queued only if the list is empty. */
        CHECKS_EMPTY,
        /** A range is zapped and freed first, and unlinked then. */
        FREES_LISTED,
        /** A range is freed before it is zapped. */
        FREES_BEFORE_ZAP,
        /** The zapper doesn't free what it zapped. */
        KEEPS_ZAPPED,
        /** An allocated range that was not queued is not freed. */
        KEEPS_REST,
        /** The pointer to a range that was queued is not cleared. */
        KEEPS_POINTER,
        /** The zapper zaps one range, not all that there are: {@code if} for {@code while}. */
        ONE_PASS,
        /** Who queues a range zaps, whether or not the flag is set. */
        IGNORES_FLAG,
        /** The flag is tested and set after the unlock. */
        SETS_UNLOCKED,
        /** The flag is cleared with the last range's unlinking, before that is zapped. */
        CLEARS_EARLY,
        /** A range is unlinked after the unlock. */
        UNLINKS_UNLOCKED,
        /** A range stays in the list until it has been zapped; it is unlinked under the lock, and freed. */
        UNLINKS_LATE,
        /** Where the range is in the list already, the lock is not let go of. */
        KEEPS_LOCK
    }

    /** Whether a step is changed in this way. */
    boolean has(Change some) {
        return change == some;
    }

    /** What is done for each range to have it zapped, once it is allocated. */
    List<String> adds() {
        return switch (change) {
            case CHECKS_UNLOCKED -> List.of("lock", "add", "claim", "unlock");
            case SETS_UNLOCKED -> List.of("lock", "check", "add", "unlock", "claim");
            default -> List.of("lock", "check", "add", "claim", "unlock");
        };
    }

    /** What the zapper does with each range that it takes; a design that unlinks here doesn't while it takes. */
    List<String> zaps() {
        return switch (change) {
            case FREES_LISTED -> List.of("unlock-list", "zap", "free", "lock-again", "unlink");
            case UNLINKS_LATE -> List.of("unlock-list", "zap", "lock-again", "unlink", "free");
            case UNLINKS_UNLOCKED -> List.of("unlock-list", "unlink", "zap", "free", "lock-again");
            case FREES_BEFORE_ZAP -> List.of("unlock-list", "free", "zap", "lock-again");
            case KEEPS_ZAPPED -> List.of("unlock-list", "zap", "lock-again");
            default -> List.of("unlock-list", "zap", "free", "lock-again");
        };
    }

    /** Whether the zapper needs its pointer no more once it has freed what it points to. */
    boolean freesLast() {
        return change != Change.FREES_BEFORE_ZAP && change != Change.FREES_LISTED;
    }

    /** How the zapper ends once the list is empty. */
    List<String> ends() {
        return switch (change) {
            case CLEARS_UNLOCKED -> List.of("last-unlock", "clear");
            case CLEARS_EARLY -> List.of("last-unlock");
            default -> List.of("clear", "last-unlock");
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
