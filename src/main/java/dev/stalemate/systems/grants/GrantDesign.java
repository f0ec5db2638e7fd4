package dev.stalemate.systems.grants;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/**
 * How a status frame of the grant table gets into the p2m (xenmem_add_to_physmap_one(), gnttab_map_frame()), what operations on grants know of
 * the table after they have dropped its lock, and Xen's designs of both, fix by fix.
 */
final class GrantDesign extends ChosenDesign<GrantDesign> {
    /** What is held from the look-up of the frame to its entry in the p2m. */
    enum Held {
        /** Nothing. */
        NOTHING,
        /** A reference of the page. */
        REFERENCE,
        /** A reference, and the grant lock. */
        LOCK
    }

    /** Which status bits the error path of a mapping clears, after the grant lock was dropped and taken again. */
    enum MapStatus {
        /** Those that it found before. */
        KEPT,
        /** The same, unless the table was then of the other version. */
        BY_VERSION,
        /** Those that the table has now. */
        AGAIN
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Held> HELD = WAYS.choice(
            "held", Held.class, Held.NOTHING, "what is held from the look-up of the frame to the p2m entry");
    static final Setting<Boolean> LOOKS_UP_LOCKED = WAYS.flag(
            "looks-up-locked",
            true,
            "whether Xen holds the p2m lock when it looks up where the frame is already mapped");

    static final Setting<Boolean> COPIES_COUNTED = WAYS.flag(
            "copies-counted", false, "whether the version stays as it is while a copy has dropped the grant lock");
    static final Setting<MapStatus> MAP_STATUS = WAYS.choice(
            "map-status", MapStatus.class, MapStatus.KEPT, "which status bits a mapping of a grant clears as it fails");
    static final Setting<Boolean> TRANSFER_CHECKS = WAYS.flag(
            "transfer-checks",
            false,
            "whether a transfer fails if the version has changed since its reference was checked");

    static final ChosenDesigns<GrantDesign> ALL = new ChosenDesigns<>(GrantDesign.class, GrantDesign::new, WAYS);

    static final GrantDesign LOOKED_UP_EARLY = ALL.design(
                    "looked-up-early",
                    "38bfcc165d (XSA-255) to f147422bf9 (XSA-379; Xen 4.11 to 4.15.0): Xen looks up where the frame is "
                            + "already mapped before it takes the p2m lock")
            .with(LOOKS_UP_LOCKED, false);
    static final GrantDesign NOTHING_HELD = ALL.design(
            "nothing-held",
            "f147422bf9 to eb6bbf7b30 (XSA-384), two weeks, in no release: between look-up and p2m entry nothing "
                    + "holds the frame");
    static final GrantDesign REFERENCE_HELD = ALL.design(
                    "reference-held",
                    "eb6bbf7b30 to 02708d3b51 (XSA-486; Xen 4.16 to 4.21.1): a reference to the page is held meanwhile")
            .with(HELD, Held.REFERENCE);
    static final GrantDesign LOCK_HELD = ALL.design(
                    "lock-held",
                    "02708d3b51 (XSA-486) to 96dfeb4177 (XSA-501), in no release: the grant lock is held meanwhile")
            .with(HELD, Held.LOCK);
    static final GrantDesign COUNTED = LOCK_HELD
            .as(
                    "copies-counted",
                    "since 96dfeb4177 (XSA-501): the version does not change while a copy has dropped the grant lock, and a"
                            + " mapping or a transfer notices another version")
            .with(COPIES_COUNTED, true)
            .with(MAP_STATUS, MapStatus.BY_VERSION)
            .with(TRANSFER_CHECKS, true);
    static final GrantDesign FOUND_AGAIN = COUNTED.as(
                    "found-again", "96dfeb4177, if a mapping that fails always looked its status bits up again")
            .with(MAP_STATUS, MapStatus.AGAIN);

    final Held held = get(HELD);
    final boolean looksUpLocked = get(LOOKS_UP_LOCKED);
    final boolean copiesCounted = get(COPIES_COUNTED);
    final MapStatus mapStatus = get(MAP_STATUS);
    final boolean transferChecks = get(TRANSFER_CHECKS);

    private GrantDesign(Choice<GrantDesign> choice) {
        super(choice);
    }
}
