package dev.stalemate.patch.zaplist;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.patch.open.Patches.Ways;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.Systems;
import dev.stalemate.systems.zaplist.ZapListSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that users make in a design of zap-list in C, planted: each is found, and named with its line. */
@Tag("thorough")
class ZapListFaultsTest {
    private static final ZapListSystem SYSTEM = new ZapListSystem();
    private static final String BODY =
            """
            static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
            { struct kvm *kvm = vcpu->kvm; struct mtrr_zap_range *range; (void)kvm; (void)range;
            %s
            }
            """;

    @TempDir
    private Path directory = Path.of("");

    /** L is the lock, H the list, NEW an entry that is allocated. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            spin_unlock(L);                          | spin_unlock() at my-patch.c:5 releases a lock that the vCPU does not hold
            spin_lock(L);                            | update_mtrr() returns with the lock held
            NEW list_add(N, H); list_add_tail(N, H); | list_add_tail() at my-patch.c:5 adds an entry that is in the list already
            NEW list_del(N);                         | list_del() at my-patch.c:5 removes an entry that is not in the list
            for ( ; ; ) ;                            | update_mtrr() did not return within 1 s of processor time
            for (u64 i = 0; ; i++) { READ_ONCE(F); if (i == msr + 999999) break; } | a variable of it seems to count without end
            *(volatile int *)8 = 1;                  | update_mtrr() writes memory that is not its own, at 0x8 at my-patch.c:5
            msr = *(volatile u32 *)8;                | update_mtrr() reads memory that is not its own, at 0x8 at my-patch.c:5
            vcpu->arch.nr_changed = 0;               | update_mtrr() changes the vCPU, which is not its to change at my-patch.c:5
            kvm_zap_gfn_range(kvm, 2, 1);            | update_mtrr() zaps from gfn 0x2 to gfn 0x1, which ends before it starts
            spin_lock((spinlock_t *)H);              | spin_lock() of another lock than kvm->arch.mtrr_zap_lock at my-patch.c:5
            kfree(kvm);                              | kfree() of what is no entry at my-patch.c:5
            kmalloc(7, GFP_KERNEL);                  | kmalloc() of 7 bytes, but there are only entries of 32
            NEW range->start = 5; spin_lock(L);      | leaves an entry with start 0x5 and end 0x6b6b6b6b
            NEW range->list.next = N; spin_lock(L);  | uses an entry other than by its start, its end, and the functions of lists
            while (list_first_entry(H, struct mtrr_zap_range, list)->start) ; | uses a list, a lock or what lies behind
            BUG_ON(READ_ONCE(F) == 0);               | update_mtrr() reaches WARN_ON(
            volatile char a[8]; for (int i = 0; i < 64; i++) a[i] = 1; | smashed its stack
            """)
    void aMistakeIsNamed(String body, String says) throws Exception {
        try (CFiles files = new CFiles("zap-list")) {
            Design design = files.open(file(whole(body))).design();
            assertThatThrownBy(() -> SystemChecks.search(
                            SYSTEM.build(
                                    design, Scope.of("test", SYSTEM.settings()).with("vcpus=2,ranges=1")),
                            "leaves-zapped"))
                    .isInstanceOfAny(DesignFault.class, DesignException.class)
                    .hasMessageContaining(says);
        }
    }

    /** Files that can't be a design are refused as they are opened. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            static int calls; BODY | calls
            void update_mttr(struct kvm_vcpu *vcpu) { } | update_mtrr
            BODY void unused(struct kvm *kvm) { wakeup(kvm); } | wakeup
            """)
    void whatIsNoDesignIsRefused(String text, String says) throws Exception {
        try (CFiles files = new CFiles("zap-list")) {
            Path file = file(text.replace(
                    "BODY",
                    BODY.formatted("calls++; wakeup(kvm);")
                            .replace(says.equals("calls") ? "wakeup(kvm);" : "calls++;", "")));
            assertThatThrownBy(() -> files.open(file))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says);
        }
    }

    /** Its accesses are watched in another way. */
    @Test
    void sanitizersAreRefused() throws Exception {
        Path file = file(whole("spin_lock(L); spin_unlock(L);"));
        try (Patches patches = new Patches(Systems.catalogue(), () -> false)) {
            assertThatThrownBy(() -> patches.open(file.toString(), new Ways("", "", "cc", true)))
                    .hasMessageContaining("--sanitize can't be used with a design of zap-list");
        }
    }

    private static String whole(String body) {
        return BODY.formatted(body.replace("NEW ", "range = kmalloc(sizeof(*range), GFP_KERNEL); ")
                .replace("(L)", "(&kvm->arch.mtrr_zap_lock)")
                .replaceAll("\\bN\\b", "&range->list")
                .replaceAll("\\bH\\b", "&kvm->arch.mtrr_zap_list")
                .replaceAll("\\bF\\b", "kvm->arch.mtrr_zapping"));
    }

    private Path file(String text) throws IOException {
        Path file = directory.resolve("my-patch.c");
        Files.writeString(file, "/* stalemate: system=zap-list base=sketch */\n#include \"zap-list.h\"\n" + text);
        return file;
    }
}
