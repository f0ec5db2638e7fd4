package dev.stalemate.systems.iommuentries;

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
import dev.stalemate.paging.TablePages;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.iommuentries.EntryDesign.Order;
import dev.stalemate.systems.iommuentries.EntryDesign.Sets;
import dev.stalemate.systems.iommuentries.EntrySettings.Change;
import dev.stalemate.systems.iommuentries.EntrySettings.Fetch;
import dev.stalemate.systems.iommuentries.EntrySettings.FetchOrder;
import dev.stalemate.systems.iommuentries.EntrySettings.Other;
import dev.stalemate.systems.iommuentries.EntrySettings.ZeroId;
import java.util.ArrayList;
import java.util.List;

/** The state as a layout: the entry in memory, what the driver has still to store, and what the IOMMU has fetched and keeps. */
final class EntryFields {
    /** The number of the only entry, driver and IOMMU. */
    static final int ONE = 0;

    /** What a translation ends in. */
    static final int PAGE_OF_A = 0;

    static final int PAGE_OF_B = 1;
    static final int PAGE_OF_C = 2;
    static final int OTHER_MEMORY = 3;
    private static final String[] TARGETS = {"A's page", "B's page", "C's page", "other memory"};

    /** How a fetch has ended: in what the IOMMU keeps, or in a fault. */
    static final int ABSENT = 1;

    static final int MALFORMED = 2;
    private static final String[] FAULTS = {"none", "entry is absent", "entry is malformed"};

    /** What another device is in. */
    static final int OUTSIDE = 0;

    static final int IN_A = 1;
    static final int IN_C = 2;
    private static final String[] OTHERS = {"no domain", "domain A", "domain C"};
    private static final String[] IDS = {"0", "A", "B"};

    final Scope scope;
    final EntryDesign design;
    final Layout layout;
    final EntryFormat format;
    final Change change;
    final List<String> script;

    final Program driver;
    /** The entry as the IOMMU finds it, and as CPUs do: the same, unless the IOMMU does not snoop. */
    final SplitWords entry;

    final SplitWords cached;
    /** Whether a CPU's cache has still to write the entry back. */
    private final IntField dirty;
    /** What clears the entry, and what stores the new one. */
    final SplitWriter zeroes;

    final SplitWriter stores;
    /** What the IOMMU fetches of it, and then keeps. */
    final SplitReader copy;

    final IntField fault;
    final Index id;
    final TaggedTlb iotlb;
    final IntField other;
    /** Pages of tables: A's. */
    final TablePages tables;
    /** Flushes that the IOMMU has still to make. */
    final IntField entryOwed;

    final IntField iotlbOwed;
    private final int left;
    private final int done;

    EntryFields(Scope scope, EntryDesign design) {
        this.scope = scope;
        this.design = design;
        format = scope.get(EntrySettings.ENTRY);
        change = scope.get(EntrySettings.CHANGE);
        checkSettings();
        script = EntryScript.of(design, change, scope.get(EntrySettings.OTHER));
        Index only = Index.single("driver");
        Layout.Builder b = new Layout.Builder();
        driver = new Program(b, only, script.toArray(String[]::new));
        List<Word> words = new ArrayList<>();
        for (int w = 0; w < format.words(); w++) {
            int number = w;
            words.add(new Word("word" + w, EntryFormat.values(w), value -> format.text(number, value)));
        }
        Index one = Index.single("entry");
        entry = new SplitWords(b, "entry", false, one, words.toArray(Word[]::new));
        cached = snoops() ? entry : new SplitWords(b, "cached", false, one, words.toArray(Word[]::new));
        dirty = b.part(!snoops()).flag("dirty");
        zeroes = new SplitWriter(
                b.part(script.contains(EntryScript.ZERO)), "zeroes", cached, only, stored(design.order == Order.DOWN));
        stores = new SplitWriter(b.part(script.contains(EntryScript.STORE)), "new", cached, only, stored(storesDown()));
        Index iommu = Index.single("iommu");
        copy = new SplitReader(b, "kept", entry, false, iommu, fetched());
        fault = b.number("fault", FAULTS.length, f -> FAULTS[f]);
        id = new Index("id", IDS.length, i -> IDS[i]);
        iotlb = new TaggedTlb(b, "iotlb", TARGETS.length, t -> TARGETS[t], id, Index.single("page"));
        other = b.number("other-device", hasOther() ? OTHERS.length : 1, o -> OTHERS[o]);
        tables = new TablePages(b, frees(), 1);
        entryOwed = b.number("entry-flush-owed", design.waits ? 1 : 2, Integer::toString);
        iotlbOwed = b.number("iotlb-flush-owed", design.waits ? 1 : 2, Integer::toString);
        declare(b);
        layout = b.build();
        left = script.indexOf(EntryScript.LEAVE);
        done = driver.place(EntryScript.DONE);
    }

    private void declare(Layout.Builder b) {
        for (int w = 0; w < format.words(); w++) {
            b.called(copy.field(w), "word " + w + " of the kept entry")
                    .called(entry.field(w), "word " + w)
                    .kept(Instead.ALWAYS_THERE, entry.field(w));
        }
        b.kept(Instead.DROPPED, copy.field(0))
                .kept(fault)
                .actor("driver", EntryScript.ZERO, EntryScript.STORE)
                .actor("device 0", "fetch", "walk")
                .actor("device 1", "other-walks")
                .actor("IOMMU", "evict", "make-entry-flush", "make-iotlb-flush")
                .actor("cache", "write-back")
                .actor("host", "reuse-table-page");
    }

    private void checkSettings() {
        boolean set = change == Change.SET_UP;
        boolean stays = scope.get(EntrySettings.OTHER) == Other.IN_OLD;
        if (set && scope.get(EntrySettings.OTHER) != Other.NONE) {
            throw new IllegalArgumentException("scope setting other: with change=set-up there is no domain A");
        }
        if (set && !scope.get(EntrySettings.FREES)) {
            throw new IllegalArgumentException("scope setting frees: with change=set-up there is no domain A");
        }
        if (stays && scope.get(EntrySettings.FREES)) {
            throw new IllegalArgumentException(
                    "scope setting other: a device stays in domain A with other=in-old, so it is for frees=off");
        }
        if (set && format.words() == 1) {
            throw new IllegalArgumentException("scope setting entry: an entry=" + scope.text(EntrySettings.ENTRY)
                    + " is set up by one store, and nothing can be wrong");
        }
        if (!format.idIsApart() && scope.get(EntrySettings.ZERO_ID) == ZeroId.REFUSED) {
            throw new IllegalArgumentException("scope setting zero-id: an entry=" + scope.text(EntrySettings.ENTRY)
                    + " has no domain id apart from its present bit");
        }
        if (scope.get(EntrySettings.OTHER) == Other.TAKES_ID && !scope.get(EntrySettings.FREES)) {
            throw new IllegalArgumentException("scope setting frees: with other=takes-id domain A is gone");
        }
    }

    /** Whether the IOMMU finds what CPUs' caches have. */
    boolean snoops() {
        return scope.get(EntrySettings.SNOOPS);
    }

    /** Whether a CPU's cache has still to write the entry back. */
    boolean isDirty(long[] s) {
        return dirty.is(s, 0);
    }

    /** A CPU has stored something of the entry; it is in RAM at once, or waits in the cache. */
    void stored(long[] s, boolean phaseIsOver) {
        dirty.set(s, 0, snoops() ? 0 : 1);
        if (phaseIsOver && design.writesBack) {
            writeBack(s);
        }
    }

    /** The cache writes the entry back. */
    void writeBack(long[] s) {
        dirty.set(s, 0, 0);
        for (int w = 0; w < format.words(); w++) {
            entry.set(s, ONE, w, cached.get(s, ONE, w));
        }
    }

    private boolean hasOther() {
        return scope.get(EntrySettings.OTHER) != Other.NONE;
    }

    /** Whether A's table is freed. */
    boolean frees() {
        return change != Change.SET_UP && scope.get(EntrySettings.FREES);
    }

    private boolean storesDown() {
        boolean setsUp = !EntryScript.storesOver(design, change);
        return design.order == Order.DOWN || (design.order == Order.SAFE && setsUp);
    }

    /** The parts in which entries are stored. */
    private Pieces stored(boolean down) {
        Pieces parts = parts(
                switch (design.stores) {
                    case WORD -> 1;
                    case PAIR -> 2;
                    case WHOLE -> format.words();
                },
                down);
        return design.order == Order.ANY ? parts.inAnyOrder() : parts;
    }

    private Pieces fetched() {
        Fetch fetch = scope.get(EntrySettings.FETCH);
        Pieces parts = parts(fetch == Fetch.WORD ? 1 : fetch == Fetch.PAIR ? 2 : format.words(), false);
        return scope.get(EntrySettings.FETCH_ORDER) == FetchOrder.ANY ? parts.inAnyOrder() : parts;
    }

    /** Parts of so many words, from word 0 up or down to it. */
    private Pieces parts(int size, boolean down) {
        List<String> parts = new ArrayList<>();
        for (int w = 0; w < format.words(); w += size) {
            StringBuilder part = new StringBuilder();
            for (int v = w; v < Math.min(w + size, format.words()); v++) {
                part.append(part.isEmpty() ? "" : "+").append("word").append(v);
            }
            parts.add(down ? 0 : parts.size(), part.toString());
        }
        return entry.pieces(parts.toArray(String[]::new));
    }

    /** The entry is A's, or zero if one is to be set up, and nothing is kept. */
    long[] initial() {
        long[] s = layout.blank();
        for (int w = 0; change != Change.SET_UP && w < format.words(); w++) {
            cached.set(s, ONE, w, EntryFormat.A);
        }
        writeBack(s);
        if (scope.get(EntrySettings.OTHER) == Other.IN_OLD) {
            other.set(s, 0, IN_A);
        }
        enter(s, script.get(0));
        return s;
    }

    /** The driver comes to a step: what it has to store there is all before it. */
    void enter(long[] s, String step) {
        if (step.equals(EntryScript.ZERO)) {
            begin(s, zeroes, EntryFormat.ZERO);
        } else if (step.equals(EntryScript.STORE)) {
            begin(s, stores, EntryFormat.B);
            if (design.sets != Sets.WITH_WORD && !EntryScript.storesOver(design, change)) {
                stores.put(s, ONE, 0, EntryFormat.B_ABSENT);
            }
        }
    }

    private void begin(long[] s, SplitWriter writer, int value) {
        writer.begin(s, ONE, ONE);
        for (int w = 0; w < format.words(); w++) {
            writer.put(s, ONE, w, value);
        }
    }

    /** Sets or clears the present bit of the entry. */
    void setPresent(long[] s, boolean present) {
        cached.set(s, ONE, 0, EntryFormat.withPresent(cached.get(s, ONE, 0), present));
        stored(s, true);
    }

    /** Whether the IOMMU keeps an entry, all of which it has fetched. */
    boolean keeps(long[] s) {
        return copy.isDone(s, ONE) && EntryFormat.isPresent(copy.get(s, ONE, 0));
    }

    /** Whose root is in the entry that the IOMMU keeps. */
    int root(long[] s) {
        return format.root(copy.get(s, ONE, 0), second(s), third(s));
    }

    /** Whose id is in it. */
    int id(long[] s) {
        return format.id(copy.get(s, ONE, 0), second(s));
    }

    private int second(long[] s) {
        return format.words() > 1 ? copy.get(s, ONE, 1) : 0;
    }

    private int third(long[] s) {
        return format.words() > 2 ? copy.get(s, ONE, 2) : 0;
    }

    /** Whether the entry that the IOMMU keeps is that in memory. */
    boolean keepsWhatIsThere(long[] s) {
        for (int w = 0; w < format.words(); w++) {
            if (copy.get(s, ONE, w) != cached.get(s, ONE, w)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the entry in memory is present with A's root: never once a change is over, so that what is kept is to blame then. */
    boolean leadsToA(long[] s) {
        int words = format.words();
        int second = words > 1 ? cached.get(s, ONE, 1) : 0;
        int third = words > 2 ? cached.get(s, ONE, 2) : 0;
        int first = cached.get(s, ONE, 0);
        return EntryFormat.isPresent(first) && format.root(first, second, third) == EntryFormat.A;
    }

    /** Whether domain A is still device 0's: it has one, and has not been given up. */
    boolean isInA(long[] s) {
        return left >= 0 && driver.at().get(s, ONE) <= left;
    }

    /** Whether device 0 may reach domain B. */
    boolean isInB() {
        return change != Change.TEAR_DOWN;
    }

    /** Whether the change is over. */
    boolean isDone(long[] s) {
        return driver.isAt(s, ONE, done);
    }

    /** Whether device 0 may reach what a translation ends in. */
    boolean mayReach(long[] s, int target) {
        return target == PAGE_OF_A ? isInA(s) : target == PAGE_OF_B && isInB();
    }

    /** Whether the IOMMU lets device 0 through to what it may not reach. */
    boolean reachesForeign(long[] s) {
        return keeps(s) && iotlb.has(s, id(s), ONE) && !mayReach(s, iotlb.target(s, id(s), ONE));
    }

    /** The same of the other device. */
    boolean otherReachesForeign(long[] s) {
        if (!other.is(s, 0) || !iotlb.has(s, EntryFormat.A, ONE)) {
            return false;
        }
        return iotlb.target(s, EntryFormat.A, ONE) != (other.get(s, 0) == IN_A ? PAGE_OF_A : PAGE_OF_C);
    }

    /** A root as a person reads it. */
    String rootText(int root) {
        return switch (root) {
            case EntryFormat.ZERO -> "address 0";
            case EntryFormat.A -> "A's table";
            case EntryFormat.B -> "B's table";
            default -> "halves of two addresses";
        };
    }

    /** What an id's translation ends in, as a person reads it. */
    String targetText(long[] s, int of) {
        return iotlb.text(s, of, ONE);
    }

    /** An id as a person reads it. */
    String idText(int of) {
        return of == EntryFormat.ZERO ? "id 0" : IDS[of] + "'s id";
    }
}
