package dev.stalemate.patch.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.search.Limits;
import dev.stalemate.systems.kvm.KvmSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file arch/x86/kvm/mtrr.c of a kernel tree as a design's look-up and zaps: the tests' own, which needs no tree. */
class KernelFileTest {
    private static final KvmSystem KVM = new KvmSystem();
    private static final String BASE = "linux-6.0";
    /** Of each search: the larger ones are left to real trees, for time. */
    private static final int MOST_STATES = 5000;

    @TempDir
    private Path directory = Path.of("");

    private static CFiles files() {
        return files("cc", false);
    }

    private static CFiles files(String compiler, boolean sanitized) {
        return new CFiles("kvm", compiler, sanitized);
    }

    @Test
    void itDoesWhatTheBaseDoes() throws Exception {
        try (CFiles files = files()) {
            Patch patch = files.open(KernelFile.tree(directory), BASE);
            assertThat(patch.design().name()).isEqualTo("mtrr-6.1.77");
            assertThat(patch.file().name()).isEqualTo("mtrr.c");
            assertThat(patch.file().base()).isEqualTo(BASE);
            assertThat(files.remarks())
                    .containsExactly(
                            directory.resolve("arch/x86/kvm/mtrr.c")
                                    + " of Linux 6.1.77 is taken as it is; all else is as in linux-6.0",
                            "mtrr-6.1.77: as in linux-6.0: leaf, cr0-written, noncoherent-dma, large, pat-quirk-disabled, mmio");
            DesignSearch.assertSame(KVM, patch.design(), KVM.design(BASE), MOST_STATES, true);
        }
    }

    /** Before 6.0 the base asks whether a large page has one type even where types mean nothing, without a device. */
    @Test
    void theBaseAsksForOneTypeAsItsReleaseDoes() throws Exception {
        try (CFiles files = files()) {
            Design played = files.open(KernelFile.tree(directory, "5 15 0", KernelFile.text()), "linux-5.15")
                    .design();
            Claim large = KVM.claims().stream()
                    .filter(claim -> claim.id().equals("R2"))
                    .findFirst()
                    .orElseThrow();
            Scope scope = large.scope().with("devices=0");
            DesignSearch found = DesignSearch.of(KVM, played, large.law(), scope);
            assertThat(found).isEqualTo(DesignSearch.of(KVM, KVM.design("linux-5.15"), large.law(), scope));
            assertThat(found).isNotEqualTo(DesignSearch.of(KVM, KVM.design(BASE), large.law(), scope));
        }
    }

    @ParameterizedTest
    @CsvSource({"gcc, false", "gcc, true", "clang, false", "clang, true"})
    void otherCompilersAndTheirSanitizersTakeIt(String compiler, boolean sanitized) throws Exception {
        try (CFiles files = files(compiler, sanitized)) {
            Design played = files.open(KernelFile.tree(directory), BASE).design();
            assertThat(files.remarks()).hasSize(2);
            Claim claim = KVM.claims().get(0);
            assertThat(search(played, claim)).isEqualTo(search(KVM.design(BASE), claim));
        }
    }

    private static DesignSearch search(Design design, Claim claim) {
        return DesignSearch.of(KVM, design, claim.law(), claim.scope());
    }

    /** A change of one decision is found by some claim's property at its scope. */
    @Tag("thorough")
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            textBlock =
                    """
            gpa_to_gfn(end));                            @ gpa_to_gfn(start) + 1);
            msr != MSR_MTRRdefType && !(mtrrs->deftype   @ msr == MSR_MTRRdefType || !(mtrrs->deftype
            if (!(mtrrs->deftype & FE))                  @ if (true)
            else if (here == MTRR_TYPE_UNCACHABLE)       @ else if (false)
            pair->base >= at->base                       @ pair->base <= at->base
            partial |= at < last;                        @ ;
            if (types & (types - 1))                     @ if (false)
            """)
    void aWrongDecisionIsFound(String piece, String other) throws Exception {
        try (CFiles files = files()) {
            Design played = files.open(KernelFile.tree(directory, "6 1 77", KernelFile.with(piece, other)), BASE)
                    .design();
            assertThat(KVM.claims()).anyMatch(claim -> !search(played, claim).equals(search(KVM.design(BASE), claim)));
        }
    }

    /** A zap that ends anywhere beyond the last address is one of all that follows. */
    @ParameterizedTest
    @ValueSource(strings = {"1ULL << 52", "1ULL << 63", "~0ULL - PAGE_SIZE"})
    void aZapBeyondMemoryIsWhole(String end) throws Exception {
        String text = KernelFile.with("end = ~0ULL", "end = " + end);
        try (CFiles files = files()) {
            Design played =
                    files.open(KernelFile.tree(directory, "6 1 77", text), BASE).design();
            Claim claim = KVM.claims().get(0);
            assertThat(search(played, claim)).isEqualTo(search(KVM.design(BASE), claim));
        }
    }

    /** What no function of this kind may do is a fault that names the function. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            u64 start = 0, end            | segments[0].shift++; u64 start = 0, end | wrote memory that is not its own (signal 11) at mtrr.c:
            INIT_LIST_HEAD(&vcpu->arch.mtrr_state.head); | ; | (signal 11) at mtrr.c:
            mtrrs->deftype = data;        | mtrrs->deftype = data & ~FE; | kvm_mtrr_set_msr() does not write
            mtrrs->deftype = data;        | return 1;                    | kvm_mtrr_set_msr() refuses to write
            mtrrs->deftype = data;        | mtrrs->deftype = data; vcpu->arch.cr0 = 0; | changed a field of struct kvm or struct kvm_vcpu
            int type = -1, index          | int type = -1; update_mtrr(vcpu, 0x2ff); int index | zaps, though it is only asked
            """)
    void aFaultIsNamed(String piece, String other, String says) throws Exception {
        String text = KernelFile.with(piece, other);
        try (CFiles files = files()) {
            Design played =
                    files.open(KernelFile.tree(directory, "6 1 77", text), BASE).design();
            assertThatThrownBy(() -> KVM.claims().forEach(claim -> search(played, claim)))
                    .isInstanceOfAny(DesignFault.class, DesignException.class)
                    .hasMessageContaining(says);
        }
    }

    /** What can't be taken is told as the tree is opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            #include "x86.h"              | #include "smm.h"       | smm.h
            bool partial = false;         | bool partial = is_smm(vcpu); | is_smm
            u64 start = 0, end = ~0ULL;   | static int calls; u64 start = 0, end = ~0ULL - calls++; | keeps no variables between calls
            int index;                    | int index              | mtrr.c:
            kvm_mtrr_get_guest_memory_type | kvm_mtrr_get_type     | From 6.11 on KVM does not look guest MTRRs up
            """)
    void aFileThatCantBeTakenIsRefused(String piece, String other, String says) throws Exception {
        String text = KernelFile.with(piece, other);
        try (CFiles files = files()) {
            assertThatThrownBy(() -> files.open(KernelFile.tree(directory, "6 1 77", text), BASE))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says)
                    .hasMessageContaining("4.9 to 6.10");
        }
    }

    @Test
    void aDirectoryThatIsNoTreeIsRefused() throws Exception {
        try (CFiles files = files()) {
            assertThatThrownBy(() -> files.open(directory, BASE)).hasMessageContaining("is a directory, and no design");
            KernelFile.tree(directory);
            assertThatThrownBy(() -> files.open(directory, "linux-6.11"))
                    .hasMessageContaining("kvm/linux-6.11 does not look guest MTRRs up");
            Files.writeString(directory.resolve("Makefile"), "all:\n");
            assertThatThrownBy(() -> files.open(directory, BASE)).hasMessageContaining("names no release of Linux");
            Files.delete(directory.resolve("Makefile"));
            assertThatThrownBy(() -> files.open(directory, BASE)).hasMessageContaining("can't read the kernel tree's");
            Files.delete(KernelFile.tree(directory).resolve("arch/x86/kvm/mtrr.c"));
            assertThatThrownBy(() -> files.open(directory, BASE)).hasMessageContaining("mtrr.c");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            6 10 0 -rc1 | linux-6.7 | mtrr-6.10.0-rc1 | of Linux 6.10.0-rc1 is taken as it is; all else is as in linux-6.7
            4 4 302     | linux-4.9 | mtrr-4.4.302    | the headers for it were written for Linux 4.9 to 6.10, not for 4.4.302
            6 7 1       | linux-6.0 | mtrr-6.7.1      | the rest of Linux 6.7.1 is the design linux-6.7, not linux-6.0
            """)
    void theReleaseIsTold(String release, String base, String name, String says) throws Exception {
        try (CFiles files = files()) {
            Patch patch = files.open(KernelFile.tree(directory, release, KernelFile.text()), base);
            assertThat(patch.design().name()).isEqualTo(name);
            assertThat(files.remarks()).anyMatch(line -> line.endsWith(says));
        }
    }

    /** The same file by itself: a counterexample about a tree can be replayed without the tree. */
    @Test
    void theFileIsTakenWithoutItsTree() throws Exception {
        Path file = Files.writeString(directory.resolve("mtrr.c"), KernelFile.text());
        try (CFiles files = files()) {
            Design played = files.open(file, BASE).design();
            Claim claim = KVM.claims().get(0);
            assertThat(search(played, claim)).isEqualTo(search(KVM.design(BASE), claim));
        }
    }

    /** Real trees, where the environment names some, separated as in PATH: each does what the design of its release does. */
    @Test
    void aKernelsOwnFileDoesWhatTheDesignOfItsReleaseDoes() throws Exception {
        String trees = System.getenv().getOrDefault("STALEMATE_KERNEL", "");
        assumeTrue(!trees.isBlank(), "the variable STALEMATE_KERNEL names no kernel tree, so none is compiled");
        for (String tree : trees.split(":", -1)) {
            try (CFiles files = files()) {
                String release = files.open(Path.of(tree), BASE)
                        .design()
                        .name()
                        .replaceFirst("mtrr-([0-9]+[.][0-9]+).*", "linux-$1");
                Design base = KVM.design(release);
                DesignSearch.assertSame(
                        KVM, files.open(Path.of(tree), release).design(), base, Limits.MOST_STATES, true);
            }
        }
    }
}
