package dev.stalemate.systems.splitentries;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How an entry is stored, flushed, and read without a lock: Xen and KVM by fix, and other choices. */
final class LiveDesign extends ChosenDesign<LiveDesign> {
    /** How much one store writes. */
    enum Stores {
        FIELD,
        WHOLE
    }

    /** When the field, or half, with the present bit is stored. */
    enum Present {
        /** First as an entry is cleared, last otherwise. */
        SAFE,
        FIRST,
        LAST,
        /** As the compiler likes. */
        ANY
    }

    /** After which changes what hardware keeps is flushed. */
    enum Flushes {
        NEVER,
        OF_PRESENT,
        ALWAYS
    }

    /** When a count of clears is raised. */
    enum Raises {
        NEVER,
        BEFORE,
        AFTER
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Stores> STORES = WAYS.choice(
            "stores", Stores.class, Stores.FIELD, "how much one store writes: a field or half, or the entry");
    static final Setting<Present> PRESENT = WAYS.choice(
            "present",
            Present.class,
            Present.SAFE,
            "when the field or half with the present bit is stored: first as an entry is cleared and last otherwise, always first, always"
                    + " last, or as the compiler likes");
    static final Setting<Flushes> FLUSHES = WAYS.choice(
            "flushes",
            Flushes.class,
            Flushes.OF_PRESENT,
            "after which changes what hardware keeps is flushed: none, those of a present entry, or all");
    static final Setting<Boolean> READS_AGAIN = WAYS.flag(
            "reads-again",
            false,
            "whether a reader of halves reads the low half again, and starts over if it has changed");
    static final Setting<Raises> RAISES = WAYS.choice(
            "raises-count",
            Raises.class,
            Raises.NEVER,
            "when a clear raises a count, because of which readers of halves start over: never, before its stores, or after them");

    static final ChosenDesigns<LiveDesign> ALL = new ChosenDesigns<>(LiveDesign.class, LiveDesign::new, WAYS);

    static final LiveDesign FIELDS = ALL.design(
                    "fields",
                    "Xen before bc3d9f95d6 and 3b055121c5 (2020): assignments to bit-fields of a live entry, as the compiler likes")
            .with(PRESENT, Present.ANY);
    static final LiveDesign FIELDS_IN_ORDER = FIELDS.as(
                    "fields-in-order",
                    "as fields, with a compiler that keeps the order of the source: the present bit last")
            .with(PRESENT, Present.SAFE);
    static final LiveDesign FIELDS_FLUSHED = FIELDS.as(
                    "fields-flushed", "as fields, and what hardware keeps is flushed after every change")
            .with(FLUSHES, Flushes.ALWAYS);
    static final LiveDesign AT_ONCE = FIELDS.as(
                    "at-once",
                    "Xen since bc3d9f95d6 and 3b055121c5 (2020): an entry is built apart, and stored at once")
            .with(STORES, Stores.WHOLE);
    static final LiveDesign HALVES = ALL.design(
                    "halves",
                    "halves in an order that suits the CPU's walks: the low one first as an entry is cleared, last as it is set; readers read"
                            + " both halves")
            .with(PRESENT, Present.SAFE);
    static final LiveDesign READ_AGAIN = HALVES.as(
                    "read-again", "as halves; readers read the low half again, as Linux's gup_get_pte() does")
            .with(READS_AGAIN, true);
    static final LiveDesign COUNTED = READ_AGAIN
            .as("counted", "KVM on 32-bit hosts since c2a2ac2b563c (2011): readers also look at a count of clears")
            .with(RAISES, Raises.AFTER);
    static final LiveDesign COUNT_ALONE = COUNTED.as(
                    "count-alone", "as counted, but readers don't read the low half again")
            .with(READS_AGAIN, false);
    static final LiveDesign COUNT_FIRST = COUNTED.as(
                    "count-first", "as counted, but the count is raised before the stores")
            .with(RAISES, Raises.BEFORE);
    static final LiveDesign LOW_FIRST = COUNTED.as("low-first", "as counted, but the low half is always stored first")
            .with(PRESENT, Present.FIRST);
    static final LiveDesign LOW_LAST = COUNTED.as("low-last", "as counted, but the low half is always stored last")
            .with(PRESENT, Present.LAST);
    static final LiveDesign SET_64BIT = READ_AGAIN
            .as("set-64bit", "KVM before 603e0651cfc8 (2011) stored an SPTE at once; readers as with read-again")
            .with(STORES, Stores.WHOLE);

    final Stores stores = get(STORES);
    final Present present = get(PRESENT);
    final Flushes flushes = get(FLUSHES);
    final boolean readsAgain = get(READS_AGAIN);
    final Raises raises = get(RAISES);

    private LiveDesign(Choice<LiveDesign> choice) {
        super(choice);
    }
}
