package dev.stalemate.systems.amdiommu;

import java.util.Locale;

/** What maps a dfn. */
enum Caller {
    /** RAM that is added to the guest: guest_physmap_add_entry(), down to p2m_pt_set_entry(). Holds the p2m lock alone. */
    RAM,
    /** The BAR of a device: set_mmio_p2m_entry(). Holds the p2m lock alone. */
    MMIO,
    /** A unity region of a device that is assigned: amd_iommu_reserve_domain_unity_map(). Holds the PCI-devices lock. */
    UNITY;

    private static final Caller[] ALL = values();

    static final int COUNT = ALL.length;

    @SuppressWarnings("EnumOrdinal") // states are never kept longer than the code that wrote them
    int number() {
        return ordinal();
    }

    /** The caller of a number, without a copy of the array. */
    static Caller of(int number) {
        return ALL[number];
    }

    /** As states, counterexamples and settings write it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
