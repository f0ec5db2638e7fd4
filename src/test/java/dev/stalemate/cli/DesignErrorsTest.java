package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users name by mistake as a design, and programs that do not keep to the protocol. */
class DesignErrorsTest {
    private static final String ANSWERS = "read line\necho ok calls=msr-written\n";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void thereIsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh to run a program with");
    }

    private static Tool.Result check(String target, String design) {
        return Tool.ofEverySystem()
                .run("check", target, "--design", design, "--property", "no-stale", "--scope", "small");
    }

    private Path program(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("own"), "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static void refused(Tool.Result result, String... says) {
        assertThat(result.err()).contains(says).doesNotContain("internal error");
        assertThat(result.code()).isEqualTo(65);
    }

    @ParameterizedTest
    @CsvSource({
        "none, there is no file DIR/none",
        "none.c, can't read DIR/none.c: no such file or directory",
        "none.java, can't read DIR/none.java: no such file or directory",
        "directory, 'DIR/directory is a directory, and no design'",
        "directory.c, can't read DIR/directory.c: Is a directory",
        "text, 'DIR/text may not be executed: chmod +x DIR/text, or name what runs it, as in --design ''python3 DIR/text'''",
        "interpreter, DIR/interpreter can't be started: No such file or directory"
    })
    void whatIsNoProgramIsNamed(String name, String says) throws IOException {
        Files.createDirectory(directory.resolve("directory"));
        Files.createDirectory(directory.resolve("directory.c"));
        Files.writeString(directory.resolve("text"), "echo ok");
        Path interpreter = Files.writeString(directory.resolve("interpreter"), "#!/none/sh\n");
        assertThat(interpreter.toFile().setExecutable(true)).isTrue();
        refused(check("kvm/linux-6.7", directory.resolve(name).toString()), says.replace("DIR", directory.toString()));
    }

    @Test
    void aBareWordIsACommand() {
        refused(
                check("kvm/linux-6.7", "no-such-command-here"),
                "no-such-command-here can't be started: No such file or directory;"
                        + " a file of this directory is ./no-such-command-here");
        refused(check("kvm/linux-6.7", " "), "--design needs a file or a command");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | asked for design: ended with 3 before it answered anything",
                "echo sorry, no >&2; exit 3 | its last words: sorry, no",
                "read line; echo | it answers no call at all: ''",
                "read line; echo hello | the answer to the first question begins with ok: 'hello'",
                "read line; echo ok calls=emt | 'emt' is no call of this system, which has [leaf, ",
                "read line; echo ok calls=leaf keeps=vm.a:1 | what is kept has 2 to 65536 values: 'vm.a:1'",
                "read line; echo ok calls=leaf keeps=vm.a:2,gfn.a:2 | each number that it keeps has a name of its own: 'ok calls=",
                "read line; head -c 70000 /dev/zero; echo | asked for design: an answer of more than 65536 bytes"
            })
    void aFirstAnswerThatIsNoneIsTold(String text, String says) throws IOException {
        refused(
                check("kvm/linux-6.7", program(text).toString()),
                "stalemate: " + directory.resolve("own") + ": ",
                says);
    }

    /** Each process begins with the question which design it is, so a later one answers like the first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read line; exit 4 | asked for msr-written: ended with 4",
                "while read line; do echo zap 0x20 0x10; done | a zap from gfn 0x20 to gfn 0x10 ends before it starts",
                "while read line; do echo zap 0x20 much; done | 'much' is no number of 64 bits: 'zap 0x20 much'",
                "while read line; do echo flush; done | 'flush' is neither zap nor keep: 'flush'",
                "while read line; do printf 'flush \\033[31m\\n'; done | 'flush' is neither zap nor keep: 'flush \\u001b[31m'",
                "while read line; do echo keep vm.dirty=1; done | it did not say that it keeps vm.dirty",
                "while read line; do echo fault I can not do that; done | I can not do that",
                "read line; head -c 70000 /dev/zero; echo | asked for msr-written: an answer of more than 65536 bytes"
            })
    void aLaterAnswerThatIsNoneIsToldWithItsStep(String text, String says) throws IOException {
        refused(
                check("kvm/linux-6.7", program(ANSWERS + text).toString()),
                "kvm/own failed at scope small: step (1) wrmsr vcpu=0 msr=0x2ff value=0xc06: ",
                says);
    }

    @Test
    void aFileOfAnotherSystemIsRefused() {
        refused(
                check("kvm/linux-6.7", "docs/examples/LastRange.java"),
                "LastRange.java says system=xen-ept, but the target is of kvm");
        refused(
                check("kvm/linux-6.7", "docs/examples/revocation-marks.c"),
                "revocation-marks.c says system=xen-ept, but the target is of kvm");
    }

    @Test
    void aSystemWithoutPrograms() throws IOException {
        refused(
                check("iotlb/defers-all", program(ANSWERS).toString()),
                "a program can't play a design of iotlb, only of kvm, xen-ept");
    }

    /** As designs begin with it, if a user names no other. */
    @Test
    void theBaseOfAProgramIsTheNewestReleaseIfTheTargetIsASystem() throws IOException {
        Tool.Result result = Tool.ofEverySystem()
                .run("check", "kvm", "K12e", "--design", program(ANSWERS).toString());
        assertThat(result.out()).as(result.err()).startsWith("kvm/own against kvm/linux-6.16: ");
    }

    @Test
    void aTargetThatIsNotOneDesignIsWrongUsage() throws IOException {
        String own = program(ANSWERS).toString();
        for (String target : new String[] {"K3", "own.c"}) {
            Tool.Result result = check(target, own);
            assertThat(result.err()).contains("--design needs the design that it changes");
            assertThat(result.code()).isEqualTo(64);
        }
        Tool.Result unknown = check("kvm/linux-6.77", own);
        assertThat(unknown.err()).contains("there is no linux-6.77");
        assertThat(unknown.code()).isEqualTo(64);
    }
}
