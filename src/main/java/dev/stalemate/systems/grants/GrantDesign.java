package dev.stalemate.systems.grants;

import dev.stalemate.model.Design;

/**
 * A design of how a status frame of the grant table gets into the p2m (xenmem_add_to_physmap_one(), gnttab_map_frame()).
 *
 * @param name as the command line writes it
 * @param says the design in a sentence
 * @param held what is held from the look-up of the frame to the p2m entry
 * @param looksUpLocked whether it is under the p2m lock that Xen looks up where the frame is mapped already
 */
record GrantDesign(String name, String says, Held held, boolean looksUpLocked) implements Design {
    /** What is held over the gap. */
    enum Held {
        /** Nothing. */
        NOTHING,
        /** A reference of the page. */
        REFERENCE,
        /** A reference, and the grant lock. */
        LOCK
    }

    @Override
    public String toString() {
        return name;
    }
}
