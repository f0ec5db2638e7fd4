package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.systems.iommuentries.EntrySettings.Change;
import dev.stalemate.systems.iommuentries.EntrySettings.ZeroId;
import java.util.ArrayList;
import java.util.List;

/** What must be true of what the IOMMU keeps, and of faults. */
final class EntryLaws {
    static final String FOREIGN = "no-foreign-page";
    static final String STRAY = "no-stray-table";
    static final String WRITTEN = "entry-as-written";
    static final String SPURIOUS = "no-spurious-fault";
    static final String TRANSLATES = "always-translates";
    static final String LINKED = "table-is-found";

    private final EntryFields f;

    EntryLaws(EntryFields fields) {
        f = fields;
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (f.change != Change.SET_UP || f.format.rootIsApart()) {
            all.add(foreign());
        }
        if (f.format.rootIsApart() || f.frees()) {
            all.add(stray());
        }
        all.add(written());
        if (f.scope.get(EntrySettings.ZERO_ID) == ZeroId.REFUSED) {
            all.add(fault(
                    SPURIOUS,
                    "no fetch finds an entry that is present and that nobody has stored as a whole, so that DMA is refused as malformed",
                    s -> f.fault.get(s, 0) == EntryFields.MALFORMED));
        }
        if (f.change == Change.REPLACE) {
            all.add(fault(
                    TRANSLATES,
                    "a device that is in one domain before the change and in another one after it always translates",
                    s -> f.fault.is(s, 0)));
        }
        return all;
    }

    private Law foreign() {
        return Law.always(FOREIGN, Breaks.ISOLATION, "no device reaches a page of a domain that it is not in")
                .where(s ->
                        f.iotlb.has(s, 0, 0) || f.iotlb.has(s, EntryFormat.A, 0) || f.iotlb.has(s, EntryFormat.B, 0))
                .holds(s -> !f.reachesForeign(s) && !f.otherReachesForeign(s))
                .explainedBy(s -> {
                    List<String> lines = new ArrayList<>();
                    if (f.reachesForeign(s)) {
                        lines.add("device 0 reaches " + f.targetText(s, f.id(s)) + " under " + f.idText(f.id(s))
                                + ", and is in " + domains(s));
                    }
                    if (f.otherReachesForeign(s)) {
                        lines.add("device 1 reaches " + f.targetText(s, EntryFormat.A) + " under A's id, and is in "
                                + f.other.text(s, 0));
                    }
                    return new Diagnosis(Breaks.ISOLATION, lines);
                });
    }

    private String domains(long[] s) {
        if (f.isInA(s)) {
            return "domain A" + (f.isInB() ? " or B" : "");
        }
        return f.isInB() ? "domain B" : "no domain";
    }

    private boolean isStray(long[] s) {
        if (!f.keeps(s)) {
            return false;
        }
        int root = f.root(s);
        return root == EntryFormat.ZERO
                || root == EntryFormat.MIXED
                || (root == EntryFormat.A && !f.tables.isTable(s, 0));
    }

    private Law stray() {
        return Law.always(
                        STRAY,
                        Breaks.ISOLATION,
                        "every entry that the IOMMU keeps points to a table: not to a page that was freed, and not to an address that nobody"
                                + " has stored")
                .where(f::keeps)
                .holds(s -> !isStray(s))
                .saying(s -> "the IOMMU would walk " + f.rootText(f.root(s)) + " for device 0"
                        + (f.root(s) == EntryFormat.A ? ", which is " + f.tables.text(s, 0) : ""));
    }

    private Law written() {
        return Law.always(
                        WRITTEN,
                        Breaks.ISOLATION,
                        "once a change is over, the IOMMU keeps of the entry what it is in memory, or nothing")
                .where(f::isDone)
                .holds(s -> !f.keeps(s) || (f.keepsWhatIsThere(s) && !f.leadsToA(s)))
                .explainedBy(s -> {
                    int root = f.root(s);
                    // With a root of its own domain the device loses only the flushes of that domain.
                    boolean own = root == EntryFormat.B && f.isInB();
                    return new Diagnosis(
                            own ? Breaks.COHERENCE : Breaks.ISOLATION,
                            List.of("the IOMMU keeps " + f.rootText(root) + " with " + f.idText(f.id(s))
                                    + (own ? ", so that no flush of domain B finds what it translates" : "")));
                });
    }

    private Law fault(String name, String says, Law.Condition isWrong) {
        return Law.always(name, Breaks.COHERENCE, says)
                .holds(isWrong.not())
                .saying(s -> "DMA of device 0 is refused: the " + f.fault.text(s, 0));
    }
}
