package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.kvm.KernelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file mtrr.c of a kernel tree, from the command line. */
class KernelOptionTest {
    private static final String TARGET = "kvm/linux-6.1";

    @TempDir
    private Path directory = Path.of("");

    private String tree() throws IOException {
        return KernelFile.tree(directory.resolve("tree")).toString();
    }

    private static Tool.Result run(String... args) {
        return Tool.ofEverySystem().run(args);
    }

    private static void assertError(Tool.Result result, int code, String says) {
        assertThat(result.code()).as(result.out()).isEqualTo(code);
        assertThat(result.err()).contains(says);
    }

    @Test
    void aTreeIsCheckedAndItsCounterexampleReplayed() throws IOException {
        try (CFiles compiler = new CFiles("kvm")) {
            assertThat(compiler.remarks()).isEmpty();
        }
        Path saved = directory.resolve("saved");
        String tree = tree();
        Tool.Result found = run(
                "check",
                TARGET,
                "--kernel",
                tree,
                "--property",
                "no-stale-quiescent",
                "--scope",
                "small",
                "--save",
                saved.toString());
        assertThat(found.out() + found.err())
                .contains("of Linux 6.1.77 is taken as it is; all else is as in linux-6.0")
                .containsPattern("kvm/mtrr-6.1.77 +no-stale-quiescent +violated");
        List<Path> files;
        try (Stream<Path> all = Files.list(saved)) {
            files = all.toList();
        }
        assertThat(files).hasSize(1);
        String file = files.get(0).toString();
        assertThat(run("replay", file).out())
                .contains("it is about the design in mtrr.c", "name that file with --design");
        assertThat(run("replay", file, "--kernel", tree).code()).isZero();
        Files.writeString(Path.of(tree, "arch/x86/kvm/mtrr.c"), "/* Changed. */\n", StandardOpenOption.APPEND);
        assertError(run("replay", file, "--kernel", tree), 65, "it was not run");
    }

    @Test
    void whatIsNoUseOfTheOptionIsRefused() throws IOException {
        String tree = tree();
        assertError(run("check", "--kernel", tree), 64, "--kernel needs the design that it changes");
        assertError(run("check", "kvm", "--kernel", tree), 64, "--kernel needs the design that it changes");
        assertError(run("check", TARGET, "--kernel", tree, "--design", "mine.c"), 64, "give one of them");
        assertError(run("check", TARGET, "--kernel", tree + "/Makefile"), 65, "is not a directory");
        assertError(run("check", "xen-ept/xen-4.17.7", "--kernel", tree), 65, "name a design of kvm that does");
    }
}
