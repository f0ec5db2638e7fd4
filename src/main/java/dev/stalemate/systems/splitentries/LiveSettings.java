package dev.stalemate.systems.splitentries;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes: which entry, what changes, and what reads it. */
final class LiveSettings {
    /** What happens to an entry. */
    enum Change {
        LINK(LiveFormat.Kind.NONE, LiveFormat.Kind.TABLE),
        MAP(LiveFormat.Kind.NONE, LiveFormat.Kind.PAGE),
        UNMAP(LiveFormat.Kind.PAGE, LiveFormat.Kind.NONE),
        REPLACE(LiveFormat.Kind.PAGE, LiveFormat.Kind.READ_ONLY),
        SPLIT(LiveFormat.Kind.PAGE, LiveFormat.Kind.TABLE),
        /** Cleared and set again, to A or to B, without end. */
        TURNS(LiveFormat.Kind.PAGE, LiveFormat.Kind.PAGE);

        /** What the entry is of before, and what after. */
        final LiveFormat.Kind before;

        final LiveFormat.Kind after;

        Change(LiveFormat.Kind before, LiveFormat.Kind after) {
            this.before = before;
            this.after = after;
        }
    }

    /** What reads the entry. */
    enum Reader {
        /** A walk of hardware, which reads 64 bits at once, and keeps what it finds. */
        WALK,
        /** Software without a lock, which reads the low half and then the high one. */
        HALVES
    }

    static final Settings ALL = new Settings();

    static final Setting<LiveFormat> ENTRY = ALL.told(format -> switch (format) {
                case "spte" -> "an SPTE of two halves";
                case "amd-pte" -> "an entry of an AMD IOMMU's tables";
                default -> "an EPT entry";
            })
            .choice(
                    "entry",
                    LiveFormat.class,
                    LiveFormat.EPT,
                    "the fields of an entry of 64 bits: EPT's (rights, address, leaf), AMD-Vi's (present, address, next level, rights), or"
                            + " the two halves of KVM's SPTE on a 32-bit host, the low one with the present bit");
    static final Setting<Change> CHANGE = ALL.told(change -> switch (change) {
                case "map" -> "page B is mapped";
                case "unmap" -> "page A is unmapped";
                case "replace" -> "page A is replaced by page B, which may only be read";
                case "split" -> "large page A is replaced by table B";
                case "turns" -> "the entry is cleared and set again, without end";
                default -> "table B is linked";
            })
            .choice("change", Change.class, Change.LINK, "what happens to the entry");
    static final Setting<Reader> READER = ALL.told(
                    reader -> reader.equals("halves") ? "a CPU reads it in two halves" : "")
            .choice(
                    "reader",
                    Reader.class,
                    Reader.WALK,
                    "what reads the entry: a walk of hardware, all 64 bits at once, or software without a lock, the low half first");
    static final Setting<Boolean> SAME_LOW = ALL.told("A and B differ in both halves")
            .flag(
                    "same-low",
                    true,
                    "whether A's and B's SPTEs have one low half, as those of pages that are 4 GiB apart do");

    private LiveSettings() {}
}
