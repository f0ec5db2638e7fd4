package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes: which entry, what hardware does, what changes. */
final class EntrySettings {
    /** How much of an entry the hardware reads at once. */
    enum Fetch {
        WORD,
        PAIR,
        WHOLE
    }

    /** In which order it reads the parts. */
    enum FetchOrder {
        /** The one with the present bit first. */
        UP,
        ANY
    }

    /** What is done with the entry of a device. */
    enum Change {
        SET_UP,
        REPLACE,
        TEAR_DOWN,
        /** A new table of PASID entries is linked into a directory. */
        LINK
    }

    /** What the hardware does with a present entry whose word with the domain id is zero. */
    enum ZeroId {
        USED,
        REFUSED
    }

    /** What a flush of what the hardware keeps of an entry looks at. */
    enum Tag {
        SOURCE,
        SOURCE_AND_DOMAIN
    }

    /** Another device, whose own entry does not change. */
    enum Other {
        NONE,
        IN_OLD,
        TAKES_ID
    }

    static final Settings ALL = new Settings();

    static final Setting<EntryFormat> ENTRY = ALL.told(format -> switch (format) {
                case "first-stage" -> "an entry with the present bit, the id and the root in a word each";
                case "gcr3" -> "an entry whose root is in two words";
                case "context-descriptor" ->
                    "an entry with the id beside the present bit, and the root in the next word";
                case "device-context" -> "an entry with the present bit in one word, and id and root in the next";
                case "directory" -> "an entry of one word";
                default -> "an entry with the root beside the present bit, and the id in the next word";
            })
            .choice(
                    "entry",
                    EntryFormat.class,
                    EntryFormat.CONTEXT,
                    "which words of 64 bits have the present bit, the root and the domain id: as in VT-d's context entry (also its PASID"
                            + " entry of second-stage tables, AMD's device-table entry), its PASID entry of first-stage tables (also SMMU's"
                            + " stream-table entry), AMD's entry with a GCR3 table, SMMU's context descriptor, RISC-V's device context, or"
                            + " VT-d's pointer to a PASID directory");
    static final Setting<Fetch> FETCH = ALL.told(fetch -> switch (fetch) {
                case "word" -> "fetched by 64 bits";
                case "pair" -> "fetched by 128 bits";
                default -> "fetched at once";
            })
            .choice(
                    "fetch",
                    Fetch.class,
                    Fetch.PAIR,
                    "how much of an entry the hardware reads at once: 64 bits, 128 bits, or all of it");
    static final Setting<FetchOrder> FETCH_ORDER = ALL.told(order -> order.equals("any") ? "in any order" : "")
            .choice(
                    "fetch-order",
                    FetchOrder.class,
                    FetchOrder.UP,
                    "in which order it reads the parts: from the one with the present bit up, or in any order");
    static final Setting<Change> CHANGE = ALL.told(change -> switch (change) {
                case "set-up" -> "it is set up for domain B";
                case "tear-down" -> "domain A's is torn down";
                case "link" -> "a new table of entries is linked into a directory";
                default -> "domain A's is replaced by domain B's";
            })
            .choice(
                    "change",
                    Change.class,
                    Change.REPLACE,
                    "what happens to the entry of device 0, or to the directory of its entries");
    static final Setting<ZeroId> ZERO_ID = ALL.told("an entry without an id is refused")
            .choice(
                    "zero-id",
                    ZeroId.class,
                    ZeroId.USED,
                    "whether a present entry whose word with the id is zero is used, or refused as malformed, as VT-d's context entry,"
                            + " which has its address width there");
    static final Setting<Tag> TAG = ALL.told("flushes of entries look at the device alone")
            .choice(
                    "tag",
                    Tag.class,
                    Tag.SOURCE_AND_DOMAIN,
                    "what a flush of a kept entry looks at: the device's source id, as AMD's, or that and the domain id with which it is"
                            + " kept, as VT-d's may");
    static final Setting<Other> OTHER = ALL.told(other -> switch (other) {
                case "in-old" -> "another device stays in domain A";
                case "takes-id" -> "another device gets a new domain C with A's id";
                default -> "";
            })
            .choice(
                    "other",
                    Other.class,
                    Other.NONE,
                    "a second device: none, one that stays in domain A, or one whose new domain C gets A's id when A is gone");
    static final Setting<Boolean> FREES = ALL.told("domain A stays")
            .flag(
                    "frees",
                    true,
                    "whether domain A is gone after the change: its table is freed, and used for something else");

    static final Setting<Boolean> SNOOPS = ALL.told("the IOMMU does not snoop CPUs' caches")
            .flag(
                    "snoops",
                    true,
                    "whether the IOMMU's reads find what CPUs' caches have; if not, they find what RAM has");

    private EntrySettings() {}
}
