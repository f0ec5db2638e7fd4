package dev.stalemate.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Patches of KVM, read file by file. */
class KernelPatchTest {
    private static final String TEXT =
            """
            From: someone
            Subject: [PATCH] KVM: x86: zap

            ---
             arch/x86/kvm/x86.c | 2 +-

            diff --git a/arch/x86/kvm/x86.c b/arch/x86/kvm/x86.c
            --- a/arch/x86/kvm/x86.c
            +++ b/arch/x86/kvm/x86.c\t2026-11-30
            @@ -1 +1 @@
            -a
            +b
            diff --git a/Documentation/virt/kvm/api.rst b/Documentation/virt/kvm/api.rst
            --- a/Documentation/virt/kvm/api.rst
            +++ b/Documentation/virt/kvm/api.rst
            @@ -1 +1 @@
            -c
            +d
            --- a/arch/x86/kvm/old.c
            +++ /dev/null
            @@ -1 +0,0 @@
            -e
            """;

    private final KernelPatch patch = new KernelPatch("zap.patch", TEXT);

    @Test
    void eachFileIsKnown() {
        assertThat(patch.parts())
                .extracting(KernelPatch.Part::path)
                .containsExactly("arch/x86/kvm/x86.c", "Documentation/virt/kvm/api.rst", "arch/x86/kvm/old.c");
    }

    @Test
    void whatNoModuleIsBuiltFromIsLeftOut() {
        assertThat(patch.without(p -> p.startsWith("arch/"))).containsExactly("Documentation/virt/kvm/api.rst");
        assertThat(patch.of(p -> p.startsWith("arch/"))).contains("+b", "-e").doesNotContain("+d", "api.rst\n@@");
    }

    @Test
    void aPatchOfSomethingElseIsRefusedBeforeAnythingIsLoaded() throws LabException {
        patch.check();
        assertThatThrownBy(() -> new KernelPatch("doc.patch", TEXT.replace("arch/x86/kvm", "arch/arm64/kvm")).check())
                .isInstanceOf(BadPatchException.class)
                .hasMessage("doc.patch changes nothing that KVM is built from");
    }

    @Test
    void anotherPatchHasAnotherFolder() {
        assertThat(new KernelPatch("zap.patch", TEXT.replace("+b", "+x")).id()).isNotEqualTo(patch.id());
    }

    @Test
    void whatIsNoPatchIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("x.patch");
        Files.writeString(file, "--- only half of it\n");
        assertThatThrownBy(() -> KernelPatch.read(file))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("is no patch in unified format");
    }
}
