package dev.stalemate.patch.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.systems.kvm.KvmSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that users make in a design of KVM in C, planted: each is found, and named with its function, the step and the line. */
class KvmFaultsTest {
    private static final KvmSystem KVM = new KvmSystem();
    private static final String BASE = "linux-6.7";
    private static final String MASK = "u8 vmx_get_mt_mask(struct kvm_vcpu *vcpu, gfn_t gfn, bool is_mmio)\n";
    private static final String MTRR = "KEEPS_PER_VM(dirty, 2);\nvoid update_mtrr(struct kvm_vcpu *vcpu, u32 msr)\n";

    @TempDir
    private Path directory = Path.of("");

    /** What is wrong shows as a leaf is installed, or as an MTRR is written; the body is line 4 of the file, or 5. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MASK { return 0x10; }  | vmx_get_mt_mask() returns 0x10, which is no memory type that a leaf can have
            MASK { return 0x80; }  | vmx_get_mt_mask() returns 0x80, which is no memory type that a leaf can have
            MASK { return *(u8 *)8; }  | vmx_get_mt_mask() read or wrote memory that is not its own (signal 11) at my-patch.c:4
            MASK { return 4 / (int)(gfn & 0); } | vmx_get_mt_mask() divided by zero (signal 8) at my-patch.c:4
            MASK { for (;;) barrier(); } | vmx_get_mt_mask() did not return within 1 s of processor time at my-patch.c:4
            MASK { char s[8]; memset(s, 1, gfn + 64); return s[0]; } | vmx_get_mt_mask() smashed its stack
            MASK { kvm_zap_gfn_range(vcpu->kvm, 0, 1); return 0x30; } | vmx_get_mt_mask() zaps, though it is only asked what a leaf would be
            MASK { WARN_ON(!is_mmio); return 0x30; } | vmx_get_mt_mask() reaches WARN_ON(!is_mmio) of my-patch.c:4
            MTRR { vcpu->arch.cr0 = 0; }   | update_mtrr() changed vcpu->arch.cr0 of vCPU 0, which only the guest may change
            MTRR { vcpu->arch.mtrr_state.deftype = 0xc06; } | update_mtrr() changed vcpu->arch.mtrr_state of vCPU
            MTRR { (&vcpu->arch.mtrr_state)[1].deftype = 1; } | update_mtrr() changed
            MTRR { vcpu[9].arch.cr0 = 0; } | update_mtrr() read or wrote memory that is not its own (signal 11) at my-patch.c:5
            MTRR { atomic_inc(&vcpu->kvm->arch.noncoherent_dma_count); } | left kvm->arch.noncoherent_dma_count at 2, where it has to be 1
            MTRR { kvm_zap_gfn_range(vcpu->kvm, 0x20, 0x10); } | update_mtrr() zaps from gfn 0x20 to gfn 0x10, which ends before it starts
            MTRR { struct kvm *kvm = NULL; kvm->arch.disabled_quirks = 1; } | update_mtrr() read or wrote memory that is not its own
            MTRR { kvm_zap_gfn_range(NULL, 0, 1); } | update_mtrr() zaps pages of a VM that is not vcpu->kvm
            MTRR { kept_vm((struct kvm *)vcpu, dirty) = 1; } | update_mtrr() uses kept numbers of a VM that is not vcpu->kvm
            MTRR { kept_vm(vcpu->kvm, dirty) = 2; } | update_mtrr() set vm.dirty to 2, which is declared for 0 to 1
            MTRR { kept_mtrrs(vcpu->kvm, 1)->deftype = 0; } | update_mtrr() uses copy 1 of the MTRRs
            """)
    void aMistakeIsNamed(String text, String says) throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            Design design = files.open(directory, "my-patch", BASE, whole(text)).design();
            assertThatThrownBy(() -> search(design))
                    .isInstanceOfAny(DesignFault.class, DesignException.class)
                    .hasMessageContaining(says)
                    .hasMessageContaining("step (1)");
        }
    }

    /** What the processor does not notice, sanitizers do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            MASK { u8 t[2] = { 0, 6 }; return t[gfn ? 1 : 2] << 3; } | UndefinedBehaviorSanitizer calls
            MASK { return (u8)(0x30 + 0 * (1 << (31 + (int)gfn))); } | UndefinedBehaviorSanitizer calls
            MASK { char s[8]; memset(s, 6, gfn + 64); return s[0]; } | AddressSanitizer calls
            MTRR { vcpu->kvm->vcpus[200] = NULL; } | UndefinedBehaviorSanitizer calls
            """)
    void sanitizersFindMore(String text, String says) throws Exception {
        try (CFiles files = new CFiles("kvm", "gcc", true)) {
            Design design = files.open(directory, "my-patch", BASE, whole(text)).design();
            assertThatThrownBy(() -> search(design)).hasMessageContaining(says);
        }
    }

    /** Files that can't be a design are refused as they are opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            static int calls; MASK { return calls++ ? 0 : 0x30; } | calls (my-patch.c:3)
            MASK { static int calls; return calls++ ? 0 : 0x30; } | calls
            void update_mtr(struct kvm_vcpu *vcpu, u32 msr) { } | update_mtrr
            MASK { schedule(); return 0x30; } | schedule
            MASK { return vcpu->arch.cr4; } | my-patch.c:4
            void kvm_arch_register_noncoherent_dma(struct kvm *kvm) { } | a file that defines one of the two has to define both
            """)
    void whatIsNoDesignIsRefused(String text, String says) throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            assertThatThrownBy(() -> files.open(directory, "my-patch", BASE, whole(text)))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says);
        }
    }

    /** An answer that depends on something else than the machine, here on the time: no variable of the file shows it. */
    @Test
    void twoAnswersToOneQuestionAreNamed() throws Exception {
        String text = "void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)\n{ u32 low, high;"
                + " __asm__ volatile(\"rdtsc\" : \"=a\"(low), \"=d\"(high)); kvm_zap_gfn_range(vcpu->kvm, 0, 1 + (u64)low); }";
        try (CFiles files = new CFiles("kvm")) {
            Design design = files.open(directory, "my-patch", BASE, text).design();
            assertThatThrownBy(() -> search(design, "vcpus=3,init=2ff:c06"))
                    .hasMessageContaining("it answers the same question in two ways");
        }
    }

    /** What the file does not define is the base's, and the user is told. */
    @Test
    void missingFunctionsAreTheBases() throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            String text =
                    "u8 kvm_mtrr_get_guest_memory_type(struct kvm_vcpu *vcpu, gfn_t gfn)\n{ return MTRR_TYPE_WRBACK; }";
            Design design = files.open(directory, "my-patch", BASE, text).design();
            assertThat(files.remarks())
                    .containsExactly(
                            "my-patch: as in linux-6.7: leaf, msr-written, cr0-written, noncoherent-dma, large,"
                                    + " uniform, pat-quirk-disabled, mmio");
            assertThat(search(design)).isNotEqualTo(search(KVM.design(BASE)));
        }
    }

    private static String whole(String text) {
        return text.replace("MASK ", MASK).replace("MTRR ", MTRR);
    }

    private static DesignSearch search(Design design) {
        return search(design, "vcpus=2,frames=2,init=2ff:c06");
    }

    private static DesignSearch search(Design design, String scope) {
        return DesignSearch.of(
                KVM, design, "no-stale", Scope.of("test", KVM.settings()).with(scope));
    }
}
