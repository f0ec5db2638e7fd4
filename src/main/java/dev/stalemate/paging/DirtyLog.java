package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;

/**
 * A dirty bitmap and the live migration that reads it, as a piece of a layout. A migration copies every gfn, then in rounds those that were
 * marked since; then the guest stops, a last round copies the rest, and the guest goes on at the destination.
 *
 * <p>Of contents only this is known: whether the destination has what the source has. A system says when contents change ({@link #written}:
 * a CPU or a device writes, or the gfn maps another page), when a gfn is marked, and in which steps a round reads and clears the bitmap.
 */
public final class DirtyLog {
    /** Where a migration stands. */
    private static final int NONE = 0;

    private static final int ROUNDS = 1;
    private static final int STOPPED = 2;
    private static final int LAST_ROUND = 3;
    private static final int OVER = 4;
    private static final String[] STAGES = {"none", "rounds", "guest stopped", "last round", "over"};

    private final Index gfn;
    private final IntField stage;
    private final IntField dirty;
    /** What a round has read from the bitmap and has still to copy. */
    private final IntField toCopy;
    /** Whether the destination has what the source has. */
    private final IntField copied;

    /** Declares the fields; with {@code present} false there is no migration, and the layout has none of them. */
    public DirtyLog(Layout.Builder layout, boolean present, Index gfn) {
        this.gfn = gfn;
        Layout.Builder b = layout.part(present);
        stage = b.number("migration", STAGES.length, v -> STAGES[v]);
        dirty = b.flag("dirty", gfn);
        toCopy = b.flag("to-copy", gfn);
        copied = b.number("copy", 2, v -> v == 0 ? "old" : "current", gfn);
        b.called(copied, "copy at the destination")
                .kept(Instead.ALWAYS_THERE, dirty)
                .kept(Instead.ALWAYS_THERE, copied);
        b.actor("migration", "copy", "stop-guest", "end-migration");
    }

    /** Whether marks are kept: a migration has begun, and is not over. */
    public boolean logs(long[] s) {
        return stage.get(s, 0) != NONE && stage.get(s, 0) != OVER;
    }

    /** Whether the guest runs here: it was not stopped for a last round. */
    public boolean guestRuns(long[] s) {
        return stage.get(s, 0) < STOPPED;
    }

    /** Whether a migration may begin: none has. */
    public boolean mayBegin(long[] s) {
        return !stage.is(s, 0);
    }

    /** Whether a round may be read: all that the one before it has read is copied, and the last one is still to come. */
    public boolean mayRead(long[] s) {
        return logs(s) && stage.get(s, 0) != LAST_ROUND && !anyToCopy(s);
    }

    /** A migration begins. Its first round copies every gfn. */
    public void begin(long[] s) {
        stage.set(s, 0, ROUNDS);
        for (int g = 0; g < gfn.size(); g++) {
            toCopy.set(s, g, 1);
        }
    }

    /** The contents of a gfn are no longer what they were. */
    public void written(long[] s, int g) {
        copied.set(s, g, 0);
    }

    /** Marks a gfn dirty, if marks are kept. */
    public void mark(long[] s, int g) {
        if (logs(s)) {
            dirty.set(s, g, 1);
        }
    }

    /** Takes the mark of a gfn away. */
    public void unmark(long[] s, int g) {
        dirty.set(s, g, 0);
    }

    /** Whether a gfn is marked dirty. */
    public boolean isMarked(long[] s, int g) {
        return dirty.is(s, g);
    }

    /** Tells of the mark of a gfn, which the function that was told of last could have set or taken away. */
    public void could(Acts acts, int g) {
        acts.could(dirty, g);
    }

    /** The same, and why it left the mark as it is. */
    public void left(Acts acts, int g, String why) {
        acts.left(dirty, g, why);
    }

    /** Whether a round has read a gfn, which is still to be copied. */
    public boolean isToCopy(long[] s, int g) {
        return toCopy.is(s, g);
    }

    /** A round reads the marks of all gfns. */
    public void read(long[] s) {
        for (int g = 0; g < gfn.size(); g++) {
            if (dirty.is(s, g)) {
                toCopy.set(s, g, 1);
            }
        }
        if (stage.get(s, 0) == STOPPED) {
            stage.set(s, 0, LAST_ROUND);
        }
    }

    /** A round clears the marks of all gfns. */
    public void clear(long[] s) {
        for (int g = 0; g < gfn.size(); g++) {
            dirty.set(s, g, 0);
        }
    }

    /** A gfn that a round has read is copied, as soon as it may be; of one that maps nothing there is nothing to copy. */
    public Action copy(Law.Of isMapped, Law.Of mayCopy) {
        return Action.named("copy")
                .over(gfn)
                .when((s, a) -> toCopy.is(s, (int) a[0]) && mayCopy.test(s, (int) a[0]))
                .fairly()
                .then((s, a) -> {
                    int g = (int) a[0];
                    toCopy.set(s, g, 0);
                    if (isMapped.test(s, g)) {
                        copied.set(s, g, 1);
                    }
                });
    }

    /** The guest is stopped for the last round, when a round is over. */
    public Action stopGuest(Law.Condition mayStop) {
        return Action.named("stop-guest")
                .when((s, a) -> stage.get(s, 0) == ROUNDS && !anyToCopy(s) && mayStop.test(s))
                .then((s, a) -> stage.set(s, 0, STOPPED));
    }

    /** The last round is copied: the guest goes on at the destination. */
    public Action end() {
        return Action.named("end-migration")
                .when((s, a) -> stage.get(s, 0) == LAST_ROUND && !anyToCopy(s))
                .fairly()
                .then((s, a) -> stage.set(s, 0, OVER));
    }

    /** The law that a migration has copied what the guest has. */
    public Law noMissedPage(String name, Law.Of isMapped) {
        return Law.always(
                        name,
                        Breaks.COHERENCE,
                        "when a migration is over, the destination has what the source has of every gfn that maps a page")
                .where(s -> stage.get(s, 0) == OVER)
                .none(
                        gfn,
                        (s, g) -> isMapped.test(s, g) && !copied.is(s, g),
                        (s, g) -> "gfn " + gfn.text(g) + " has other contents at the source than at the destination");
    }

    /** The law that no mark costs a copy in vain; asked where no change of mappings is under way. */
    public Law noIdleMark(String name, Law.Of isMapped, Law.Condition settled) {
        return Law.always(name, Breaks.SPEED, "no gfn that maps nothing is marked dirty: there is nothing to copy")
                .where(s -> logs(s) && settled.test(s))
                .none(
                        gfn,
                        (s, g) -> dirty.is(s, g) && !isMapped.test(s, g),
                        (s, g) -> "gfn " + gfn.text(g) + " is marked dirty, and maps nothing");
    }

    /** Whether a round has read a gfn that is still to be copied. */
    public boolean anyToCopy(long[] s) {
        for (int g = 0; g < gfn.size(); g++) {
            if (toCopy.is(s, g)) {
                return true;
            }
        }
        return false;
    }
}
