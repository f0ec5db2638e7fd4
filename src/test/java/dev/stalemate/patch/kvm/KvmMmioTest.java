package dev.stalemate.patch.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Patches.Ways;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.kvm.KvmSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of a user's own by which KVM tells the host's MMIO from RAM, in C, in Java and as a program. */
class KvmMmioTest {
    private static final KvmSystem KVM = new KvmSystem();
    private static final SystemChecks CHECKS = new SystemChecks(KVM);

    private static final String BY_MTRR =
            """
            bool kvm_is_mmio_pfn(kvm_pfn_t pfn)
            {
            \tu8 uniform;
            \treturn mtrr_type_lookup(pfn_to_hpa(pfn), pfn_to_hpa(pfn + 1), &uniform) == MTRR_TYPE_UNCACHABLE;
            }
            """;

    /** The kernel's questions, in its order, as since Linux 5.2. */
    private static final String SINCE_5_2 =
            """
            static bool kvm_is_mmio_pfn(kvm_pfn_t pfn)
            {
            \tif (!pfn_valid(pfn))
            \t\treturn !e820__mapped_raw_any(pfn_to_hpa(pfn), pfn_to_hpa(pfn + 1) - 1, E820_TYPE_RAM);
            \treturn !is_zero_pfn(pfn) && PageReserved(pfn_to_page(pfn)) && (!pat_enabled() || pat_pfn_immune_to_uc_mtrr(pfn));
            }
            """;

    /** The same with a second parameter, which remembers the answer. */
    private static final String SINCE_6_17 = SINCE_5_2.replace("kvm_is_mmio_pfn(", "ask_host(")
            + "static bool kvm_is_mmio_pfn(kvm_pfn_t pfn, int *is_host_mmio)\n{\n"
            + "\tif (*is_host_mmio < 0)\n\t\t*is_host_mmio = ask_host(pfn);\n\treturn *is_host_mmio;\n}\n";

    /** What was proposed in 2024: untracked memory is asked by the MTRRs. */
    private static final String UNTRACKED = SINCE_5_2
            .replace("pat_pfn_immune_to_uc_mtrr(pfn))", "pat_pfn_immune_to_uc_mtrr(pfn) || untracked(pfn))")
            .replace(
                    "static bool kvm",
                    """
                    static bool untracked(kvm_pfn_t pfn)
                    {
                    \tu8 uniform;
                    \treturn x86_platform.is_untracked_pat_range(pfn_to_hpa(pfn), pfn_to_hpa(pfn + 1)) &&
                    \t\tmtrr_type_lookup(pfn_to_hpa(pfn), pfn_to_hpa(pfn + 1), &uniform) != MTRR_TYPE_WRBACK;
                    }
                    static bool kvm""");

    @TempDir
    private Path directory = Path.of("");

    /** VGA memory of /dev/mem is RAM for Linux, and MMIO by the host's MTRRs; a BAR that firmware left WB is the other way round. */
    @ParameterizedTest
    @CsvSource({
        "linux-6.16, BY_MTRR,    H34,    HOLDS",
        "linux-6.16, BY_MTRR,    H34fix, HOLDS",
        "linux-6.16, BY_MTRR,    H34h,   VIOLATED",
        "linux-6.16, SINCE_5_2,  H34,    VIOLATED",
        "linux-6.16, SINCE_6_17, H34,    VIOLATED",
        "linux-6.16, SINCE_6_17, H34i,   HOLDS",
        "linux-6.16, UNTRACKED,  H34,    HOLDS",
        "linux-6.16, UNTRACKED,  H34k,   HOLDS",
        "linux-4.9,  BY_MTRR,    H34b,   HOLDS",
        "linux-4.9,  SINCE_5_2,  H34b,   VIOLATED"
    })
    void aFileInCDecides(String base, String rule, String id, Verdict verdict) throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            assertThat(asked(files.open(directory, "my-patch", base, text(rule)).design(), id))
                    .isEqualTo(verdict);
        }
    }

    /** Linux's own rule, written as a user's file, does what Linux does, at the scopes of all claims. */
    @ParameterizedTest
    @ValueSource(strings = {"linux-6.16", "linux-6.0"})
    void theKernelsRuleIsTheBases(String base) throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            Design played = files.open(directory, "my-patch", base, SINCE_5_2).design();
            DesignSearch.assertSame(KVM, played, KVM.design(base), 200, true);
        }
    }

    /** A file that decides the leaf alone is told what its base takes the page for, and may ask for it again. */
    @Test
    void aLeafMayAskWhatItsBaseSays() throws Exception {
        String text = "u8 vmx_get_mt_mask(struct kvm_vcpu *vcpu, gfn_t gfn, bool is_mmio)\n"
                + "{ return (is_mmio && kvm_is_mmio_pfn(gfn) ? MTRR_TYPE_UNCACHABLE : MTRR_TYPE_WRBACK) << 3; }";
        try (CFiles files = new CFiles("kvm")) {
            Design played =
                    files.open(directory, "my-patch", "mmio-by-mtrr", text).design();
            assertThat(asked(played, "H34")).isEqualTo(Verdict.HOLDS);
            assertThat(asked(played, "H34h")).isEqualTo(Verdict.VIOLATED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MMIO { return pfn_valid(pfn + 1); } | kvm_is_mmio_pfn() calls pfn_valid() for pfn 0xa1, and is asked about pfn 0xa0
            MMIO { return e820__mapped_raw_any(pfn_to_hpa(pfn), pfn_to_hpa(pfn + 1), E820_TYPE_RAM); } | for pfn 0xa1
            LEAF { return pfn_valid(gfn) ? 0x30 : 0; } | vmx_get_mt_mask() calls pfn_valid(), which only kvm_is_mmio_pfn() can ask
            LEAF { return kvm_is_mmio_pfn(gfn + 1) ? 0x30 : 0; } | vmx_get_mt_mask() calls kvm_is_mmio_pfn() for another pfn
            """)
    void aMistakeIsNamed(String text, String says) throws Exception {
        String whole = text.replace("MMIO", "bool kvm_is_mmio_pfn(kvm_pfn_t pfn)\n")
                .replace("LEAF", "u8 vmx_get_mt_mask(struct kvm_vcpu *vcpu, gfn_t gfn, bool is_mmio)\n");
        try (CFiles files = new CFiles("kvm")) {
            Design played =
                    files.open(directory, "my-patch", "linux-6.16", whole).design();
            assertThatThrownBy(() -> asked(played, "H34")).hasMessageContaining(says);
        }
    }

    @Test
    void aProgramDecides() throws Exception {
        String text =
                """
                import sys
                for line in sys.stdin:
                    arguments = dict(word.split("=") for word in line.split() if "=" in word)
                    asked = line.startswith("mmio ")
                    print("return %d" % (arguments["mtrr"] == "0") if asked else "ok calls=mmio", flush=True)
                """;
        Path file = Files.writeString(directory.resolve("my_design.py"), text);
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            Design played = patches.open("python3 " + file, ways("linux-6.16")).design();
            assertThat(asked(played, "H34")).isEqualTo(Verdict.HOLDS);
            assertThat(asked(played, "H34h")).isEqualTo(Verdict.VIOLATED);
        }
    }

    @Test
    void aFileInJavaDecides() throws Exception {
        String text =
                """
                // stalemate: system=kvm base=linux-6.11
                import dev.stalemate.memtype.MemType;
                import dev.stalemate.systems.kvm.*;

                final class MyPatch extends LinuxHostTypes {
                    MyPatch(String name, String says) {
                        super(name, says);
                    }

                    @Override
                    public boolean isMmio(Vm vm, long gpa) {
                        return vm.hostPage(gpa).mtrr() == MemType.UC;
                    }
                }
                """;
        Path file = Files.writeString(directory.resolve("MyPatch.java"), text);
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            Patch patch = patches.open(file.toString(), ways("linux-6.11"));
            assertThat(asked(patch.design(), "H34")).isEqualTo(Verdict.HOLDS);
            assertThat(asked(patch.design(), "H34h")).isEqualTo(Verdict.VIOLATED);
        }
    }

    private static Ways ways(String base) {
        return new Ways("kvm", base, "cc", false);
    }

    private static String text(String rule) {
        return switch (rule) {
            case "BY_MTRR" -> BY_MTRR;
            case "SINCE_5_2" -> SINCE_5_2;
            case "SINCE_6_17" -> SINCE_6_17;
            default -> UNTRACKED;
        };
    }

    private static Verdict asked(Design design, String id) {
        Claim claim = CHECKS.claim(id);
        return DesignSearch.of(KVM, design, claim.law(), claim.scope()).verdict();
    }
}
