package dev.stalemate.patch.ioreq;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.PatchException;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.ioreq.IoreqSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that users make in a design of ioreq-mapcache in C, planted: each is found, and named with its line. */
@Tag("thorough")
class IoreqFaultsTest {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final String FREE =
            "static void p2m_free_entry(struct p2m_domain *p2m, lpae_t entry, unsigned int level) { }\n";
    private static final String END = "static void vcpu_end_of_hypercall(struct vcpu *curr) {\n%s\n}\n";

    @TempDir
    private Path directory = Path.of("");

    /** D is the guest, F the vCPU's flag. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            for ( ; ; ) ;                             | vcpu_end_of_hypercall() did not return within 1 s of processor time
            for (u64 i = 0; ; i++) if (READ_ONCE(F) && i == 999999) break; | a variable of it seems to count without end
            *(volatile int *)8 = 1;                   | vcpu_end_of_hypercall() writes memory that is not its own, at 0x8 at my-patch.c:5
            F = *(volatile bool *)8;                  | vcpu_end_of_hypercall() reads memory that is not its own, at 0x8 at my-patch.c:5
            curr->hcall_preempted = false;            | vcpu_end_of_hypercall() changes what is not its to change at my-patch.c:5
            bool x = false; test_and_clear_bool(x);   | test_and_clear_bool() of what is no flag of the guest or of the current vCPU
            send_invalidate_ioreq(NULL);              | send_invalidate_ioreq() of another domain than the guest at my-patch.c:5
            wait_for_ioreq_servers(NULL);             | wait_for_ioreq_servers() of another domain than the guest at my-patch.c:5
            struct vcpu *v; for_each_vcpu(D, v) if (v->mapcache_invalidate) send_invalidate_ioreq(D); | reads the flag of each vCPU as if it were one
            if (F) D->mapcache_invalidate = true;     | it uses the domain's flag and those of vCPUs
            BUG_ON(!F);                               | vcpu_end_of_hypercall() reaches WARN_ON(
            volatile char a[8]; for (int i = 0; i < 64; i++) a[i] = 1; | smashed its stack
            """)
    void aMistakeIsNamed(String body, String says) throws Exception {
        assertFails("vcpu-flag", FREE + END.formatted(code(body)), says);
    }

    /** What a base can't be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            xen-4.15        | looks at the flag when it resumes, so the file has to define hvm_do_resume()
            vcpu-flag-first | sets the flag before an entry is removed, but p2m_free_entry() runs after that
            """)
    void aBaseThatDoesMoreIsRefused(String base, String says) throws Exception {
        assertFails(base, FREE + END.formatted(code("if (F) send_invalidate_ioreq(D);")), says);
    }

    private void assertFails(String base, String text, String says) throws Exception {
        try (CFiles files = new CFiles("ioreq-mapcache")) {
            Design design = files.open(directory, "my-patch", base, text).design();
            assertThatThrownBy(() -> SystemChecks.search(
                            SYSTEM.build(
                                    design, Scope.of("test", SYSTEM.settings()).with("vcpus=1")),
                            "sent-before-return"))
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
            static int calls; FREE END(calls++)  | calls
            END(send_invalidate_ioreq(D))        | both p2m_free_entry() and vcpu_end_of_hypercall()
            FREE END(wakeup(D))                  | wakeup
            """)
    void whatIsNoDesignIsRefused(String text, String says) throws Exception {
        try (CFiles files = new CFiles("ioreq-mapcache")) {
            String whole = code(text.replace("FREE", FREE)
                    .replaceAll("END\\((.*)\\)$", END.formatted("$1;").replace("\n", " ")));
            assertThatThrownBy(() -> files.open(directory, "my-patch", "vcpu-flag", whole))
                    .isInstanceOf(PatchException.class)
                    .hasMessageContaining(says);
        }
    }

    private static String code(String body) {
        return body.replaceAll("\\bF\\b", "curr->mapcache_invalidate").replaceAll("\\bD\\b", "curr->domain");
    }
}
