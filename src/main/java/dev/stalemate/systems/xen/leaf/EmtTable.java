package dev.stalemate.systems.xen.leaf;

import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How a version of Xen types an EPT leaf: the checks of its epte_get_entry_emt(), in its order; the first that knows an answer gives it.
 *
 * <p>The function is in hvm/mtrr.c up to 4.15, in mm/p2m-ept.c from 4.16 on.
 */
public final class EmtTable {
    /** The block has no one type: the entry is left invalid, and split when it is touched. */
    public static final int SPLIT = -1;

    /**
     * As 4.3 has it: while a vCPU has CR0.CD=1, UC, if the domain asks for itself; pins come before the check for an IOMMU. Since
     * 4d66f069d6 and 3d90d6e69f (2014) pins have IPAT, and split a block that they cover in part.
     */
    public static final EmtTable XEN_4_3 = new EmtTable(
            "4.3",
            Check.UNCACHED_MODE,
            Check.INVALID_MFN_UC,
            Check.PINNED,
            Check.GUEST_TYPES_IGNORED,
            Check.DIRECT_MMIO,
            Check.MTRRS);

    /** As 4.5 has it (62652c00ef, 3d90d6e69f): CR0.CD doesn't count any more, and a block may have no single type. */
    public static final EmtTable XEN_4_5 = new EmtTable(
            "4.5", Check.INVALID_MFN_UC, Check.PINNED, Check.GUEST_TYPES_IGNORED, Check.DIRECT_MMIO_FIRST, Check.MTRRS);

    /** As 4.6.3 has it (c61a6f74f8, XSA-154): read-only device memory is UC with IPAT, and so is any mfn without a page struct. */
    public static final EmtTable XEN_4_6_3 = new EmtTable(
            "4.6.3",
            Check.INVALID_MFN,
            Check.READ_ONLY_MMIO,
            Check.PINNED,
            Check.GUEST_TYPES_IGNORED,
            Check.DIRECT_MMIO_FIRST,
            Check.MTRRS);

    /**
     * As 4.13.0, 4.13.1 and 4.14.0 have it (0acc7010ac, 30921dc2df): device memory is checked for first, and is UC with the guest's PAT,
     * except the APIC access page; pins count only if guest types do.
     */
    public static final EmtTable XEN_4_13_0 = new EmtTable(
            "4.13.0",
            Check.READ_ONLY_MMIO,
            Check.DIRECT_MMIO_FIRST,
            Check.INVALID_MFN,
            Check.GUEST_TYPES_IGNORED,
            Check.PINNED,
            Check.MTRRS);

    /** As 4.13.2 and 4.14.1 have it (ca24b2ffdb): Xen's own pages are WB with IPAT. */
    public static final EmtTable XEN_4_13_2 = new EmtTable(
            "4.13.2",
            Check.READ_ONLY_MMIO,
            Check.DIRECT_MMIO_FIRST,
            Check.INVALID_MFN,
            Check.GUEST_TYPES_IGNORED,
            Check.ANY_SPECIAL_PAGE,
            Check.PINNED,
            Check.MTRRS);

    /** As 4.15 has it (81fd0d3ca4): an mfn without a page struct is UC with IPAT, before the check for device memory. */
    public static final EmtTable XEN_4_15 = new EmtTable(
            "4.15",
            Check.READ_ONLY_MMIO,
            Check.INVALID_MFN,
            Check.RAM_WITH_GUEST_TYPES_IGNORED,
            Check.ANY_SPECIAL_PAGE,
            Check.DIRECT_MMIO,
            Check.PINNED,
            Check.MTRRS);

    /** As 4.16 has it (8af4b47f06): grant maps and foreign maps are WB with IPAT. */
    public static final EmtTable XEN_4_16 = new EmtTable(
            "4.16",
            Check.READ_ONLY_MMIO,
            Check.INVALID_MFN,
            Check.RAM_WITH_GUEST_TYPES_IGNORED,
            Check.ANY_SPECIAL_PAGE,
            Check.DIRECT_MMIO,
            Check.OTHER_DOMAINS_PAGE,
            Check.PINNED,
            Check.MTRRS);

    /** As 4.17.0 to 4.17.4, and 4.18.0 to 4.18.2, have it (60d1adfa18): a large page of special pages alone stays whole. */
    public static final EmtTable XEN_4_17 = new EmtTable(
            "4.17",
            Check.READ_ONLY_MMIO,
            Check.INVALID_MFN,
            Check.RAM_WITH_GUEST_TYPES_IGNORED,
            Check.SPECIAL_PAGES,
            Check.DIRECT_MMIO,
            Check.OTHER_DOMAINS_PAGE,
            Check.PINNED,
            Check.MTRRS);

    /** As 4.19 on has it (4fdd8d7556), and so 4.17.5 (dbcc4fba01) and 4.18.3 (3b777c2ce4): an mfn without a page struct is like any other. */
    public static final EmtTable XEN_4_19 = new EmtTable(
            "4.19",
            Check.READ_ONLY_MMIO,
            Check.RAM_WITH_GUEST_TYPES_IGNORED,
            Check.SPECIAL_PAGES,
            Check.DIRECT_MMIO,
            Check.OTHER_DOMAINS_PAGE,
            Check.PINNED,
            Check.MTRRS);

    /** What AMD's nested paging has instead (p2m_type_to_flags() of p2m-pt.c): by p2m type alone, and IPAT is unknown. */
    public static final EmtTable NPT = new EmtTable("NPT", Check.DIRECT_MMIO, Check.ALL_ELSE_WB);

    private static final int NEXT = -2;
    private static final int WB_IPAT = EptLeaf.of(MemType.WB, true);
    private static final int UC_IPAT = EptLeaf.of(MemType.UC, true);
    private static final int UC = EptLeaf.of(MemType.UC, false);
    private static final int[] WITH_PAT = leaves(false);
    private static final int[] WITHOUT_PAT = leaves(true);

    private final String name;
    private final Check[] checks;

    private EmtTable(String name, Check... checks) {
        this.name = name;
        this.checks = checks;
    }

    /**
     * A table of one's own.
     *
     * @param name what it is called
     * @param checks in the order in which they are made; the last one must always know an answer
     */
    public static EmtTable of(String name, List<Check> checks) {
        return new EmtTable(name, checks.toArray(Check[]::new));
    }

    /** Its checks, in order. */
    public List<Check> checks() {
        return List.of(checks);
    }

    /** One test of the function: a leaf, {@link #SPLIT}, or NEXT where it doesn't know. */
    public enum Check {
        UNCACHED_MODE("a vCPU has CR0.CD=1", m -> m.uncachedMode() ? UC : NEXT),
        INVALID_MFN_UC("the mfn has no page struct", m -> m.valid() ? NEXT : UC),
        READ_ONLY_MMIO("the device memory is read-only", EmtTable::readOnlyMmio),
        DIRECT_MMIO_FIRST("it is device memory", EmtTable::directMmioFirst),
        INVALID_MFN("the mfn has no page struct", EmtTable::invalidMfn),
        GUEST_TYPES_IGNORED("guest types do not count", EmtTable::guestTypesIgnored),
        RAM_WITH_GUEST_TYPES_IGNORED("guest types do not count", EmtTable::ramWithGuestTypesIgnored),
        ANY_SPECIAL_PAGE("it is one of Xen's own pages", EmtTable::anySpecialPage),
        SPECIAL_PAGES("it is one of Xen's own pages", EmtTable::specialPages),
        DIRECT_MMIO("it is device memory", EmtTable::directMmio),
        OTHER_DOMAINS_PAGE("it is another domain's page", EmtTable::otherDomainsPage),
        PINNED("by its pin", EmtTable::pinned),
        MTRRS("by the MTRRs of vCPU ", EmtTable::mtrrs),
        ALL_ELSE_WB("it is not device memory", m -> WITH_PAT[MemType.WB.code()]);

        @SuppressWarnings("ImmutableEnumChecker") // a method reference, which holds nothing
        private final ToIntFunction<Mapping> test;

        private final String says;

        Check(String says, ToIntFunction<Mapping> test) {
            this.says = says;
            this.test = test;
        }

        /** Why a leaf has its type if this test knows it, in words; of {@link #MTRRS}, the vCPU's number is to follow. */
        public String says() {
            return says;
        }
    }

    /** The same table with special pages typed as other RAM is: without the workaround for grant frames (claim X6). */
    public EmtTable withoutSpecialPages() {
        return new EmtTable(
                name + " without special pages",
                Arrays.stream(checks)
                        .filter(check -> check != Check.SPECIAL_PAGES && check != Check.ANY_SPECIAL_PAGE)
                        .toArray(Check[]::new));
    }

    /** The leaf as {@link EptLeaf#of} packs it, or {@link #SPLIT}. Allocates nothing. */
    public int leaf(Mapping m) {
        for (Check check : checks) {
            int leaf = check.test.applyAsInt(m);
            if (leaf != NEXT) {
                return leaf;
            }
        }
        throw new AssertionError("the MTRRs always know");
    }

    /** The first check that knows the leaf. */
    public Check deciding(Mapping m) {
        return Arrays.stream(checks)
                .filter(check -> check.test.applyAsInt(m) != NEXT)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }

    private static int readOnlyMmio(Mapping m) {
        return switch (m.readOnlyMmio()) {
            case NONE -> NEXT;
            case PART -> SPLIT;
            case ALL -> UC_IPAT;
        };
    }

    private static int directMmioFirst(Mapping m) {
        if (m.type() != P2mType.MMIO_DIRECT) {
            return NEXT;
        }
        if (!m.apicAccessPage()) {
            return UC;
        }
        return m.order() > 0 ? SPLIT : WB_IPAT;
    }

    private static int invalidMfn(Mapping m) {
        return m.valid() ? NEXT : UC_IPAT;
    }

    private static int guestTypesIgnored(Mapping m) {
        return m.honoursGuestTypes() ? NEXT : WB_IPAT;
    }

    private static int ramWithGuestTypesIgnored(Mapping m) {
        return m.type() == P2mType.MMIO_DIRECT ? NEXT : guestTypesIgnored(m);
    }

    private static int anySpecialPage(Mapping m) {
        if (m.special() == Cover.NONE) {
            return NEXT;
        }
        return m.order() > 0 ? SPLIT : WB_IPAT;
    }

    private static int specialPages(Mapping m) {
        return switch (m.special()) {
            case NONE -> NEXT;
            case PART -> SPLIT;
            case ALL -> WB_IPAT;
        };
    }

    private static int directMmio(Mapping m) {
        return m.type() == P2mType.MMIO_DIRECT ? UC : NEXT;
    }

    private static int otherDomainsPage(Mapping m) {
        return switch (m.type()) {
            case GRANT_RW, GRANT_RO, FOREIGN -> WB_IPAT;
            case RAM, MMIO_DIRECT -> NEXT;
        };
    }

    private static int pinned(Mapping m) {
        int type = m.pinned();
        return switch (type) {
            case Mapping.NOT_PINNED -> NEXT;
            case Mapping.PARTLY_PINNED -> SPLIT;
            default -> WITHOUT_PAT[type];
        };
    }

    /** The merge of the guest's type with the host's: the steps after the pinned ranges, the same in every version. */
    private static int mtrrs(Mapping m) {
        int guest = m.guestType();
        int host = m.hostType();
        return guest < 0 || host < 0 ? SPLIT : WITH_PAT[merged(guest, host)];
    }

    private static int merged(int guest, int host) {
        if (guest == host || guest == MemType.WB.code()) {
            return host;
        }
        if (host == MemType.WB.code()) {
            return guest;
        }
        boolean wtWp = guest + host == MemType.WT.code() + MemType.WP.code();
        return wtWp ? MemType.WP.code() : MemType.UC.code();
    }

    private static int[] leaves(boolean ipat) {
        int[] leaves = new int[8];
        for (MemType type : MemType.values()) {
            leaves[type.code()] = EptLeaf.of(type == MemType.UC_MINUS ? MemType.UC : type, ipat);
        }
        return leaves;
    }
}
