package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.paging.SplitWriter;
import dev.stalemate.systems.splitentries.LiveDesign.Flushes;
import dev.stalemate.systems.splitentries.LiveDesign.Raises;
import dev.stalemate.systems.splitentries.LiveFormat.Kind;
import java.util.ArrayList;
import java.util.List;

/** The host's steps, which stores an entry piece by piece, and its reader's. */
final class LiveActions {
    private static final int ONE = LiveFields.ONE;

    private final LiveFields f;
    private final Acts acts;

    LiveActions(LiveFields fields) {
        f = fields;
        acts = fields.layout.acts();
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.isEndless()) {
            endless(all);
        } else {
            once(all);
        }
        all.addAll(f.writer.actions());
        reader(all);
        return all;
    }

    private void once(List<Action> all) {
        boolean clears = f.change.after == Kind.NONE;
        f.writer
                .step(LiveFields.IDLE)
                .called("begin")
                .atWill()
                .then(
                        (s, self) -> {
                            if (clears) {
                                f.beginClear(s);
                            } else {
                                f.beginSet(s, LiveFormat.B);
                            }
                        },
                        clears ? LiveFields.CLEAR : LiveFields.SET);
        all.add(clears ? stored(LiveFields.CLEAR, f.zeroes) : stored(LiveFields.SET, f.stores));
        f.writer.step(LiveFields.FLUSH).then((s, self) -> flush(s), LiveFields.DONE);
    }

    private void flush(long[] s) {
        boolean changed = f.change.before != Kind.NONE;
        boolean flushes = f.design.flushes == Flushes.ALWAYS || (changed && f.design.flushes == Flushes.OF_PRESENT);
        if (flushes) {
            f.drop(s);
        }
        if (acts.on()) {
            String why = changed ? "the design never does" : "the entry was absent";
            acts.did("flush()", flushes ? "flushes what hardware keeps" : "does not flush, because " + why);
            if (!flushes && f.relies(s)) {
                acts.left(f.copy.field(0), ONE, why);
            }
        }
    }

    private void endless(List<Action> all) {
        int idle = f.writer.place(LiveFields.IDLE);
        all.add(Action.named(LiveFields.BEGIN_CLEAR)
                .when((s, a) -> f.writer.isAt(s, ONE, idle) && f.isPresent(s))
                .then((s, a) -> {
                    if (f.design.raises == Raises.BEFORE) {
                        raise(s);
                    }
                    f.beginClear(s);
                }));
        all.add(Action.named(LiveFields.BEGIN_SET)
                .over(new Index("page", 2, i -> i == 0 ? "A" : "B"))
                .when((s, a) -> f.writer.isAt(s, ONE, idle) && !f.isPresent(s))
                .then((s, a) -> f.beginSet(s, (int) a[0] + LiveFormat.A)));
        all.add(stored(LiveFields.CLEAR, f.zeroes));
        all.add(stored(LiveFields.SET, f.stores));
        f.writer.step(LiveFields.COUNT).called("raise-count").then((s, self) -> raise(s), LiveFields.IDLE);
    }

    private void raise(long[] s) {
        if (!f.walks()) {
            f.entry.endWrite(s, ONE);
        }
        if (acts.on()) {
            acts.did("count_spte_clear()", "raises the count of clears");
        }
    }

    private Action stored(String step, SplitWriter writer) {
        int at = f.writer.place(step);
        String next = !f.isEndless()
                ? LiveFields.FLUSH
                : step.equals(LiveFields.CLEAR) && f.design.raises == Raises.AFTER ? LiveFields.COUNT : LiveFields.IDLE;
        int after = f.writer.place(next);
        return Action.named(step)
                .over(writer.pieces())
                .when((s, a) -> f.writer.isAt(s, ONE, at) && writer.isNext(s, ONE, (int) a[0]))
                .touching((a, footprint) -> footprint.everything())
                .fairly()
                .then((s, a) -> {
                    writer.store(s, ONE, (int) a[0]);
                    boolean done = writer.isDone(s, ONE);
                    if (done) {
                        f.writer.goTo(s, ONE, after);
                    }
                    tellStored(s, done);
                });
    }

    private void tellStored(long[] s, boolean done) {
        if (acts.on()) {
            acts.did("the host", "leaves [" + f.text(s, false) + "]" + (done ? "" : ", and goes on"));
            f.couldStore();
            if (f.relies(s)) {
                acts.could(f.copy.field(0), ONE);
            }
        }
    }

    private void reader(List<Action> all) {
        all.add(Action.named("read")
                .when((s, a) -> !f.relies(s) && !isToCheck(s))
                .then((s, a) -> read(s)));
        if (!f.walks()) {
            all.add(Action.named("check").when((s, a) -> isToCheck(s)).then((s, a) -> check(s)));
        }
        all.add(Action.named("drop").when((s, a) -> f.relies(s)).then((s, a) -> f.drop(s)));
    }

    /** Whether a reader of halves has read both, and does not rely on them yet. */
    private boolean isToCheck(long[] s) {
        return !f.walks() && f.begun(s) && f.copy.isDone(s, ONE);
    }

    private void read(long[] s) {
        if (f.copy.isDone(s, ONE)) {
            f.copy.begin(s, ONE, ONE);
            f.begin(s);
        }
        f.copy.read(s, ONE);
        if (f.copy.get(s, ONE, 0) == 0) {
            f.drop(s);
        }
    }

    private void check(long[] s) {
        boolean changed = f.design.readsAgain && f.copy.get(s, ONE, 0) != f.entry.get(s, ONE, 0);
        boolean counted = f.design.raises != Raises.NEVER && f.copy.isOutdated(s, ONE);
        String read = f.text(s, true);
        if (changed || counted) {
            f.drop(s);
        } else {
            f.rely(s);
        }
        if (acts.on()) {
            acts.did(
                    "__get_spte_lockless()",
                    changed
                            ? "finds another low half, and starts over"
                            : counted ? "finds another count, and starts over" : "relies on [" + read + "]");
        }
    }
}
