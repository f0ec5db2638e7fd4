package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.SplitReader;
import dev.stalemate.paging.SplitWords;
import dev.stalemate.paging.SplitWords.Pieces;
import dev.stalemate.paging.SplitWords.Word;
import dev.stalemate.paging.SplitWriter;
import dev.stalemate.systems.splitentries.LiveDesign.Present;
import dev.stalemate.systems.splitentries.LiveDesign.Raises;
import dev.stalemate.systems.splitentries.LiveDesign.Stores;
import dev.stalemate.systems.splitentries.LiveFormat.Kind;
import dev.stalemate.systems.splitentries.LiveSettings.Change;
import dev.stalemate.systems.splitentries.LiveSettings.Reader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The state as a layout: the entry in memory, what is still to be stored of it, and what its reader has found. */
final class LiveFields {
    /** The number of the only entry, writer and reader. */
    static final int ONE = 0;

    static final String IDLE = "idle";
    static final String BEGIN_CLEAR = "begin-clear";
    static final String BEGIN_SET = "begin-set";
    static final String CLEAR = "clear";
    static final String SET = "set";
    static final String FLUSH = "flush";
    static final String COUNT = "count";
    static final String DONE = "done";

    private static final int READS = 1;
    private static final int RELIES = 2;
    private static final String[] PROGRESS = {"idle", "reads", "relies on what it has read"};

    final LiveDesign design;
    final Layout layout;
    final LiveFormat format;
    final Change change;
    final Program writer;
    final SplitWords entry;
    final SplitWriter zeroes;
    final SplitWriter stores;
    /** What the reader has read, and keeps. */
    final SplitReader copy;

    private final List<Word> words;
    private final boolean sameLow;
    private final boolean walks;
    /** How far a reader of halves is: it reads, or it relies on what it has read. */
    private final IntField progress;

    LiveFields(Scope scope, LiveDesign design) {
        this.design = design;
        format = scope.get(LiveSettings.ENTRY);
        change = scope.get(LiveSettings.CHANGE);
        sameLow = scope.get(LiveSettings.SAME_LOW);
        walks = scope.get(LiveSettings.READER) == Reader.WALK;
        words = format.words();
        check(scope);
        Layout.Builder b = new Layout.Builder();
        Index host = Index.single("host");
        writer = new Program(
                b,
                host,
                isEndless()
                        ? new String[] {IDLE, CLEAR, SET, COUNT}
                        : new String[] {IDLE, change == Change.UNMAP ? CLEAR : SET, FLUSH, DONE});
        boolean counts = design.raises != Raises.NEVER && !walks;
        entry = new SplitWords(b, "entry", counts, Index.single("entry"), words.toArray(Word[]::new));
        boolean presentFirst = design.present == Present.FIRST;
        boolean presentLast = design.present == Present.LAST;
        zeroes = new SplitWriter(b.part(clears()), "zeroes", entry, host, pieces(!presentLast));
        stores = new SplitWriter(b.part(sets()), "new", entry, host, pieces(presentFirst));
        copy = new SplitReader(
                b,
                "read",
                entry,
                counts,
                Index.single("reader"),
                walks ? entry.together() : entry.pieces("low", "high"));
        progress = b.number("reader", walks ? 1 : PROGRESS.length, p -> PROGRESS[p]);
        for (int w = 0; w < words.size(); w++) {
            b.called(copy.field(w), words.get(w).name() + " as it was read")
                    .called(entry.field(w), words.get(w).name() + " of the entry")
                    .kept(Instead.ALWAYS_THERE, entry.field(w));
        }
        b.kept(Instead.DROPPED, copy.field(0))
                .actor("host", BEGIN_CLEAR, BEGIN_SET, CLEAR, SET)
                .actor(walks ? "hardware" : "reader", "read", "check", "drop");
        layout = b.build();
    }

    private void check(Scope scope) {
        boolean halves = format == LiveFormat.SPTE;
        if (!walks && !halves) {
            throw new IllegalArgumentException("scope setting reader: an entry=" + scope.text(LiveSettings.ENTRY)
                    + " has no halves; only an entry=spte has");
        }
        if (isEndless() != halves) {
            throw new IllegalArgumentException(
                    "scope setting change: an entry=spte changes by change=turns, and no other entry does");
        }
        if (!sameLow && !halves) {
            throw new IllegalArgumentException("scope setting same-low: only an entry=spte has a low half");
        }
    }

    /** Whether the entry is cleared and set again, without end. */
    boolean isEndless() {
        return change == Change.TURNS;
    }

    /** Whether hardware reads the entry. */
    boolean walks() {
        return walks;
    }

    private boolean clears() {
        return isEndless() || change == Change.UNMAP;
    }

    private boolean sets() {
        return change != Change.UNMAP;
    }

    private Pieces pieces(boolean presentFirst) {
        if (design.stores == Stores.WHOLE) {
            return entry.together();
        }
        List<String> names = new ArrayList<>();
        for (Word word : words) {
            names.add(word.name());
        }
        if (!presentFirst) {
            Collections.rotate(names, -1);
        }
        Pieces pieces = entry.pieces(names.toArray(String[]::new));
        return design.present == Present.ANY ? pieces.inAnyOrder() : pieces;
    }

    /** At first the entry is of page A, or absent, and nothing has been read. */
    long[] initial() {
        long[] s = layout.blank();
        for (int w = 0; w < words.size(); w++) {
            entry.set(s, ONE, w, old(w));
        }
        return s;
    }

    private int old(int word) {
        return format.field(word, LiveFormat.A, change.before, sameLow);
    }

    private int next(int word, int whose) {
        return format.field(word, whose, change.after, sameLow);
    }

    /** The writer is going to clear the entry. */
    void beginClear(long[] s) {
        zeroes.begin(s, ONE, ONE);
        for (int w = 0; w < words.size(); w++) {
            zeroes.put(s, ONE, w, 0);
        }
        writer.goTo(s, ONE, writer.place(CLEAR));
    }

    /** The writer is going to make the entry A's or B's. */
    void beginSet(long[] s, int whose) {
        stores.begin(s, ONE, ONE);
        for (int w = 0; w < words.size(); w++) {
            stores.put(s, ONE, w, next(w, whose));
        }
        writer.goTo(s, ONE, writer.place(SET));
    }

    /** Whether the entry is present in memory. */
    boolean isPresent(long[] s) {
        return entry.get(s, ONE, 0) != 0;
    }

    /** Whether the reader has read an entry that is present, and relies on it. */
    boolean relies(long[] s) {
        return walks ? copy.isDone(s, ONE) && copy.get(s, ONE, 0) != 0 : progress.get(s, 0) == RELIES;
    }

    /** Tells of each word of the entry that what was told of last could have stored another. */
    void couldStore() {
        for (int w = 0; w < words.size(); w++) {
            layout.acts().could(entry.field(w), ONE);
        }
    }

    /** A reader of halves begins. */
    void begin(long[] s) {
        progress.set(s, 0, walks ? 0 : READS);
    }

    /** Whether it has begun, and does not rely on what it has read yet. */
    boolean begun(long[] s) {
        return progress.get(s, 0) == READS;
    }

    /** A reader of halves relies on what it has read. */
    void rely(long[] s) {
        copy.settle(s, ONE);
        progress.set(s, 0, RELIES);
    }

    /** The reader drops what it has read. */
    void drop(long[] s) {
        copy.forget(s, ONE);
        progress.set(s, 0, 0);
    }

    /** Whether what the reader has read is an entry that was stored as a whole. */
    boolean isWhole(long[] s) {
        return isOld(s) || isNew(s, LiveFormat.B) || (isEndless() && isNew(s, LiveFormat.A));
    }

    private boolean isOld(long[] s) {
        for (int w = 0; w < words.size(); w++) {
            if (copy.get(s, ONE, w) != old(w)) {
                return false;
            }
        }
        return true;
    }

    private boolean isNew(long[] s, int whose) {
        for (int w = 0; w < words.size(); w++) {
            if (copy.get(s, ONE, w) != next(w, whose)) {
                return false;
            }
        }
        return true;
    }

    /** Whether what the reader has read is what is in memory. */
    boolean isThere(long[] s) {
        for (int w = 0; w < words.size(); w++) {
            if (copy.get(s, ONE, w) != entry.get(s, ONE, w)) {
                return false;
            }
        }
        return true;
    }

    /** Whose address was read. */
    int address(long[] s) {
        return copy.get(s, ONE, 1);
    }

    /** What the entry is of that has this address. */
    Kind kindOf(int address) {
        return address == LiveFormat.B ? change.after : change.before;
    }

    /** Whether what was read is a pointer to a table. */
    boolean readsTable(long[] s) {
        return format.isTable(copy.get(s, ONE, 2));
    }

    /** The rights that were read. */
    int rights(long[] s) {
        return format.rights(copy.get(s, ONE, 0), format == LiveFormat.AMD_PTE ? copy.get(s, ONE, 3) : 0);
    }

    /** The fields of the entry in memory, or of what was read, as a person reads them. */
    String text(long[] s, boolean ofCopy) {
        List<String> texts = new ArrayList<>();
        for (int w = 0; w < words.size(); w++) {
            Word word = words.get(w);
            texts.add(word.name() + ": " + word.text().apply(ofCopy ? copy.get(s, ONE, w) : entry.get(s, ONE, w)));
        }
        return String.join(" | ", texts);
    }
}
