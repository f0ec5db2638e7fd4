package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.patch.CFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A design is sent the vCPU of a question, and the others only if it looks at them: its answers have to be as if it had them all. */
class OnDemandTest {
    private static final String C =
            """
            /* stalemate: system=kvm base=linux-6.7 */
            #include "kvm.h"
            void kvm_post_set_cr0(struct kvm_vcpu *vcpu, unsigned long old_cr0, unsigned long cr0)
            {
                struct kvm_vcpu *other;
                int i;
                if (!kvm_arch_has_noncoherent_dma(vcpu->kvm) || (cr0 & X86_CR0_CD) || !(old_cr0 & X86_CR0_CD))
                    return;
                kvm_for_each_vcpu(i, other, vcpu->kvm)
                    if (kvm_read_cr0(other) & X86_CR0_CD) {
                        kvm_zap_gfn_range(vcpu->kvm, 0, ~0ULL >> 12);
                        return;
                    }
            }
            """;

    private static final String JAVA =
            """
            // stalemate: system=kvm base=linux-6.7
            import dev.stalemate.systems.kvm.*;
            final class InJava extends LinuxGuestMtrrs {
                InJava(String name, String says) { super(name, says); }
                @Override
                public void cdWritten(Vm vm, int vcpu, Zap zap) {
                    if (!vm.noncoherentDma() || vm.vcpu(vcpu).cd()) {
                        return;
                    }
                    for (int v = 0; v < vm.vcpus(); v++) {
                        if (vm.vcpu(v).cd()) {
                            zap.all();
                            return;
                        }
                    }
                }
            }
            """;

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void aCompilerIsThere() {
        CFiles.assumeCompiler("cc");
    }

    private JsonNode bench(String file, String text) throws IOException {
        Path path = Files.writeString(directory.resolve(file), text);
        Tool.Result result =
                Tool.ofEverySystem().run("bench", path.toString(), "--vcpus", "3", "--frames", "2", "--json", "-");
        assertThat(result.code()).as(result.err()).isZero();
        return new ObjectMapper().readTree(result.out()).path("designs").path(0);
    }

    private JsonNode counts(JsonNode design) {
        return new ObjectMapper()
                .createArrayNode()
                .add(design.path("states"))
                .add(design.path("transitions"))
                .add(design.path("depth"))
                .add(design.path("verdict"));
    }

    @Test
    void aDesignThatLooksAtOtherVcpusDoesAsTheSameDesignInJava() throws IOException {
        assertThat(counts(bench("in-c.c", C))).isEqualTo(counts(bench("InJava.java", JAVA)));
    }

    /** Else the test above would compare nothing that depends on other vCPUs. */
    @Test
    void theOtherVcpusMatterToIt() throws IOException {
        String alone = C.replace("if (kvm_read_cr0(other) & X86_CR0_CD)", "if (1)");
        assertThat(counts(bench("alone.c", alone))).isNotEqualTo(counts(bench("in-c.c", C)));
    }
}
