package dev.stalemate.systems.xen.leaf;

/** How entries of a p2m are set, removed and made valid again; if nothing else is said, as EPT's code does it. */
public interface EntryRule {
    /** EPT's: ept_set_entry(), resolve_misconfig(). */
    EntryRule EPT = new EntryRule() {};

    /** Whether the marks on the way to an entry are resolved before it is set or removed. Arm's __p2m_set_entry() leaves them. */
    default boolean resolvesBeforeSetting() {
        return true;
    }

    /** Whether a removal clears an entry that is marked. Arm's __p2m_set_entry() did not until a428b913a0. */
    default boolean clearsMarked() {
        return true;
    }

    /**
     * Whether a fault puts one entry right, the first marked one on the way. Arm's p2m_resolve_translation_fault() does; EPT's code goes on
     * to the leaf, and types all leaves of its table.
     */
    default boolean resolvesOneEntry() {
        return false;
    }
}
