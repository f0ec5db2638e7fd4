package dev.stalemate.systems.grants;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/**
 * How a status frame of the grant table gets into the p2m (xenmem_add_to_physmap_one(), gnttab_map_frame()), and Xen's designs of it, fix by
 * fix.
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

    private static final Settings WAYS = new Settings();
    static final Setting<Held> HELD = WAYS.choice(
            "held", Held.class, Held.NOTHING, "what is held from the look-up of the frame to the p2m entry");
    static final Setting<Boolean> LOOKS_UP_LOCKED = WAYS.flag(
            "looks-up-locked",
            true,
            "whether Xen holds the p2m lock when it looks up where the frame is already mapped");

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
                    "lock-held", "since 02708d3b51 (XSA-486): the grant lock is held meanwhile")
            .with(HELD, Held.LOCK);

    final Held held = get(HELD);
    final boolean looksUpLocked = get(LOOKS_UP_LOCKED);

    private GrantDesign(Choice<GrantDesign> choice) {
        super(choice);
    }
}
