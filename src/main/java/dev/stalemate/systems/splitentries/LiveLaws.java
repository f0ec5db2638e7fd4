package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.splitentries.LiveFormat.Kind;
import java.util.ArrayList;
import java.util.List;

/** What must be true of what a reader relies on. */
final class LiveLaws {
    static final String TORN = "no-torn-entry";
    static final String FOREIGN = "no-foreign-page";
    static final String WRITTEN = "entry-as-written";

    private final LiveFields f;

    LiveLaws(LiveFields fields) {
        f = fields;
    }

    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        TORN,
                        Breaks.ISOLATION,
                        "a reader relies on no entry of which a part is of before a store and a part of after it")
                .where(f::relies)
                .holds(f::isWhole)
                .explainedBy(this::torn));
        if (!f.isEndless()) {
            all.add(Law.always(
                            FOREIGN,
                            Breaks.ISOLATION,
                            "hardware reaches no memory, and no rights to it, that neither the old nor the new entry gives")
                    .where(f::relies)
                    .holds(s -> !f.relies(s) || torn(s).breaks() != Breaks.ISOLATION)
                    .explainedBy(this::torn));
            int done = f.writer.place(LiveFields.DONE);
            all.add(Law.always(
                            WRITTEN,
                            Breaks.ISOLATION,
                            "once a change is over, hardware keeps of the entry what it is in memory, or nothing")
                    .where(s -> f.writer.isAt(s, LiveFields.ONE, done))
                    .holds(s -> !f.relies(s) || f.isThere(s))
                    .explainedBy(this::torn));
        }
        return all;
    }

    /** What a mixture breaks; a whole entry breaks nothing worse than speed. */
    private Diagnosis torn(long[] s) {
        if (f.isWhole(s)) {
            return new Diagnosis(Breaks.SPEED, List.of("the entry is that of a store"));
        }
        String read = "the entry was read as [" + f.text(s, true) + "]: ";
        if (f.isEndless()) {
            return f.walks()
                    ? new Diagnosis(
                            Breaks.ISOLATION, List.of(read + "the CPU reaches an address that nobody has stored"))
                    // KVM takes it for neither an MMIO SPTE nor one that is cleared, and stops the guest.
                    : new Diagnosis(
                            Breaks.CRASH,
                            List.of(read + "nobody has stored that, and KVM takes it for a bug of its own"));
        }
        int address = f.address(s);
        boolean table = f.readsTable(s);
        if (address == LiveFormat.ZERO) {
            return new Diagnosis(
                    f.rights(s) == 0 ? Breaks.COHERENCE : Breaks.ISOLATION,
                    List.of(read + (table ? "hardware walks address 0" : "hardware reaches address 0")));
        }
        Kind kind = f.kindOf(address);
        String whose = address == LiveFormat.A ? "A" : "B";
        if (f.rights(s) == 0) {
            return new Diagnosis(Breaks.COHERENCE, List.of(read + "accesses are refused"));
        }
        if (table != (kind == Kind.TABLE)) {
            return new Diagnosis(
                    Breaks.ISOLATION,
                    List.of(read
                            + (table
                                    ? "hardware takes page " + whose + " for a table"
                                    : "hardware reaches table " + whose + " as a page")));
        }
        return f.rights(s) > LiveFormat.rights(kind)
                ? new Diagnosis(
                        Breaks.ISOLATION,
                        List.of(read + "hardware writes to page " + whose + ", which may only be read"))
                : new Diagnosis(Breaks.COHERENCE, List.of(read + "writes to page " + whose + " are refused"));
    }
}
