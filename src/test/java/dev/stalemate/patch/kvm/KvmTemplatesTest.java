package dev.stalemate.patch.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.systems.kvm.KvmSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that a user starts from do exactly what their base designs do. */
class KvmTemplatesTest {
    private static final KvmSystem KVM = new KvmSystem();
    private static final int MOST_STATES = 2_000;
    private static final Path TEMPLATES = Path.of("src/main/resources/dev/stalemate/patch/c/templates");

    /** At the scope of every claim, up to a bound: the same verdicts, runs, states, transitions and figures. With a quirk disabled, too. */
    @ParameterizedTest
    @CsvSource({
        "linux-4.9.c, linux-4.9, gcc",
        "linux-4.9.c, linux-4.9-no-quirk, gcc",
        "linux-4.9.c, linux-5.18, gcc",
        "linux-6.0.c, linux-6.0, gcc",
        "linux-6.0.c, linux-6.2, gcc",
        "linux-6.0.c, linux-6.0-no-quirk, gcc",
        "linux-6.7.c, linux-6.7, gcc",
        "linux-6.7.c, linux-6.7, clang",
        "linux-6.7.c, linux-6.7-no-quirk, gcc",
        "linux-6.11.c, linux-6.11, gcc",
        "linux-6.16.c, linux-6.16, gcc",
        "linux-6.16.c, linux-6.16-no-quirk, gcc"
    })
    void aTemplateDoesWhatItsBaseDoes(String template, String base, String compiler, @TempDir Path directory)
            throws Exception {
        String text = Files.readString(TEMPLATES.resolve(template));
        Path file = directory.resolve("my-patch.c");
        Files.writeString(file, text.replaceFirst("base=\\S+", "base=" + base));
        try (CFiles files = new CFiles("kvm", compiler, false)) {
            DesignSearch.assertSame(KVM, files.open(file).design(), KVM.design(base), MOST_STATES, true);
            assertThat(files.remarks())
                    .containsExactly("my-patch: as in " + base + ": uniform, type, pat-quirk-disabled, mmio");
        }
    }
}
