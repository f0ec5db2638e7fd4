package dev.stalemate.patch.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.systems.xen.XenSystem;
import dev.stalemate.systems.xen.model.XenLaws;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that users make in a design of xen-ept in C, planted: each is found, and named with its function. */
@Tag("thorough")
class XenFaultsTest {
    private static final XenSystem XEN = new XenSystem();
    private static final String BASE = "xen-4.17.7";
    private static final String EMT =
            "int epte_get_entry_emt(struct domain *d, gfn_t gfn, mfn_t mfn, unsigned int order, bool *ipat, p2m_type_t type)\n";
    private static final String PERMIT =
            "int iomem_permit_access(struct domain *d, unsigned long s, unsigned long e)\n";
    private static final String MAPPING =
            "void domctl_memory_mapping(struct domain *d, unsigned long s, unsigned long e)\n";
    private static final String CHANGED = "void memory_type_changed(struct domain *d)\n";

    @TempDir
    private Path directory = Path.of("");

    /** What is wrong shows as a leaf is typed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            { return 3; }                                | returns 3, which is no type that a leaf can have
            { return 7; }                                | returns 7, which is no type that a leaf can have
            { return -1; }                               | returns -1 for a single frame, which can't be split
            { return *(int *)8; }                        | read or wrote memory that is not its own
            { for ( ;; ) barrier(); }                    | did not return within 1 s of processor time
            { d->creation_finished = false; return 6; }  | changed a field of struct domain, which is not its to change
            { current->arch.hvm.mtrr.enabled = false; return 6; } | changed a vCPU's MTRRs or number, which only the guest may change
            { return hvm_get_mem_pinned_cacheattr(d, gfn, 9); } | asks for the pinned type of gfn 0x100 at order 9
            { return rangeset_overlaps_range(mmio_ro_ranges, 0, 9) ? 0 : 6; } | asks whether mfns 0 to 0x9 are in mmio_ro_ranges
            { return rangeset_overlaps_range(d->iomem_caps, 0, 9) ? 0 : 6; } | asks for ranges of d->iomem_caps, and only whether it is empty is known
            { rangeset_add_range(d->iomem_caps, 0, 9); return 6; } | changed d->iomem_caps, which only the functions
            """)
    void aWrongTypeIsNamed(String body, String says) throws Exception {
        assertFault("EMT " + body, "iommu=yes,wrmsr=2ff:800/806", "epte_get_entry_emt() " + says);
    }

    /** What is wrong shows as a list changes, or device memory is mapped. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PERMIT { memory_type_changed(current->domain); return 0; } | changes memory types of a domain
            CHANGED { p2m_memory_type_changed(NULL); } | memory_type_changed() marks the leaves of a domain that is not the one it was called for
            PERMIT { return 0; } | did not add the range to d->iomem_caps
            PERMIT { return rangeset_add_range(d->arch.ioport_caps, s, e); } | changed d->arch.ioport_caps
            PERMIT { return rangeset_add_range(d->iomem_caps, e, s); } | that ends before it starts
            PERMIT { rangeset_add_range(d->iomem_caps, s, e); return -EINVAL; } | returns -22, though the list has changed
            MAPPING { if ( is_iommu_enabled(d) ) rangeset_add_range(d->iomem_caps, s, e); } | for some domains, and not for others
            """)
    void aWrongDecisionIsNamed(String text, String says) throws Exception {
        assertFault(text, "iommu=any,iomem=1,maps=mmio", says);
    }

    /** As the model is made, which types the first leaves, or as it is searched. */
    private void assertFault(String text, String scope, String says) throws Exception {
        try (CFiles files = new CFiles("xen-ept")) {
            Design design = files.open(directory, "my-patch", BASE, whole(text)).design();
            assertThatThrownBy(() -> search(design, scope))
                    .isInstanceOfAny(DesignFault.class, DesignException.class)
                    .hasMessageContaining(says);
        }
    }

    /** With the heads of functions for their short names. */
    private static String whole(String text) {
        return text.replace("EMT ", EMT)
                .replace("PERMIT ", PERMIT)
                .replace("MAPPING ", MAPPING)
                .replace("CHANGED ", CHANGED);
    }

    private static DesignSearch search(Design design, String scope) {
        return DesignSearch.of(
                XEN, design, XenLaws.STALE, Scope.of("test", XEN.settings()).with(scope));
    }

    /** Files that can't be a design are refused as they are opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            xen-4.17.7  | static int calls; void memory_type_changed(struct domain *d) { calls++; } | calls
            xen-4.17.7  | void memory_type_change(struct domain *d) { } | memory_type_changed
            xen-4.17.7  | void memory_type_changed(struct domain *d) { wakeup_the_guest(d); } | wakeup_the_guest
            xen-4.17.7  | int main(void) { return 0; } void memory_type_changed(struct domain *d) { } | defines main, which the tool
            xen-4.17.7  | void pdevs_changed(struct domain *d, int x) { } | because pdevs_changed() is declared otherwise than
            xen-4.17.7  | void fault(void) { } void memory_type_changed(struct domain *d) { } | defines fault, which the tool defines
            xen-4.17.7  | __attribute__((constructor)) void f(void) { barrier(); } CHANGED { } | runs before main()
            xen-4.17.7  | __attribute__((destructor)) void f(void) { barrier(); } CHANGED { } | or after it
            never-split | EMT { return 6; } | has to answer mtrr-type too
            """)
    void whatIsNoDesignIsRefused(String base, String text, String says) throws Exception {
        try (CFiles files = new CFiles("xen-ept")) {
            assertThatThrownBy(() -> files.open(directory, "my-patch", base, whole(text)))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says);
        }
    }

    /** A device has no end: the compiler gets only so much memory and time. */
    @Test
    void aFileWithoutEndIsNoHarm() throws Exception {
        String text = "#include \"/dev/zero\"\n" + CHANGED + "{ }";
        try (CFiles files = new CFiles("xen-ept")) {
            assertThatThrownBy(() -> files.open(directory, "my-patch", BASE, text))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining("my-patch.c can't be compiled");
        }
    }

    /** Macros that grow to more than can be compiled are not taken for a compiler that is not there. */
    @Test
    void tooMuchTextIsSaid() throws Exception {
        String text =
                "#define A(x) x x x x x x x x\n#define B(x) A(A(A(A(x))))\n" + CHANGED + "{ B(A(A(barrier();))) }";
        try (CFiles files = new CFiles("xen-ept")) {
            assertThatThrownBy(() -> files.open(directory, "my-patch", BASE, text))
                    .hasMessageContaining("my-patch.c: cc wrote more than 1 MiB");
        }
    }

    /** A macro would hide the function from the base's decisions. */
    @Test
    void cacheFlushPermittedIsNoMacro() throws Exception {
        String text = "#define cache_flush_permitted(d) has_arch_pdevs(d)\n" + CHANGED + "{ flush_all(FLUSH_CACHE); }";
        try (CFiles files = new CFiles("xen-ept")) {
            assertThatThrownBy(() -> files.open(directory, "my-patch", BASE, text))
                    .hasMessageContaining("cache_flush_permitted() has to be a function, not a macro");
        }
    }

    /** The function as it was up to 4.15 is taken as well, and is the same here. */
    @Test
    void bothSignaturesAreTaken() throws Exception {
        String old =
                "int epte_get_entry_emt(struct domain *d, unsigned long gfn, mfn_t mfn, unsigned int order, uint8_t *ipat,"
                        + " bool_t direct_mmio)\n{ *ipat = !direct_mmio; return direct_mmio ? 0 : 6; }";
        String now = EMT + "{ *ipat = type != p2m_mmio_direct; return type == p2m_mmio_direct ? 0 : 6; }";
        try (CFiles files = new CFiles("xen-ept")) {
            Design first = files.open(directory, "first", BASE, old).design();
            Design second = files.open(directory, "second", BASE, now).design();
            String scope = "iommu=any,iomem=1,maps=mmio+grant,wrmsr=2ff:800/806";
            assertThat(search(first, scope)).isEqualTo(search(second, scope));
            assertThat(search(first, scope)).isNotEqualTo(search(XEN.design(BASE), scope));
        }
    }

    /** A file that changes cache_flush_permitted() alone changes all that the base makes of it, as in Xen. */
    @Test
    void theBaseAsksTheFilesFunction() throws Exception {
        String text =
                "bool cache_flush_permitted(struct domain *d)\n{ return has_arch_io_resources(d) || has_arch_pdevs(d); }";
        try (CFiles files = new CFiles("xen-ept")) {
            Design design = files.open(directory, "my-patch", BASE, text).design();
            String scope = "iommu=any,iomem=1,ioport=1,devices=1,revoke=on,maps=mmio,wrmsr=2ff:800/806";
            assertThat(search(design, scope)).isEqualTo(search(XEN.design(BASE), scope));
            String never = "bool cache_flush_permitted(struct domain *d)\n{ return false; }";
            Design without = files.open(directory, "without", BASE, never).design();
            assertThat(search(without, scope).states())
                    .isNotEqualTo(search(design, scope).states());
        }
    }
}
