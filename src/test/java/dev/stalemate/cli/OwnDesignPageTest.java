package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.stalemate.patch.open.Patches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/your-patch.md says of programs, asked of the complete program that it names. */
class OwnDesignPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)[^`]*` \\|");
    private static final Path PROGRAM = Path.of("docs/adapters/kvm_design.py");

    @TempDir
    private Path directory = Path.of("");

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/how-to/your-patch.md"));
    }

    private static boolean hasPython() {
        return Splitter.on(':')
                .splitToStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "python3")));
    }

    private static Tool.Result run(String... args) {
        return Tool.ofEverySystem().run(args);
    }

    @Test
    void everyCallOfKvmHasARow() throws IOException {
        String page = page();
        String calls = page.substring(page.indexOf("## The calls of kvm"), page.indexOf("The machine follows"));
        assertThat(ROW.matcher(calls).results().map((MatchResult row) -> row.group(1)))
                .containsExactlyElementsOf(Patches.calls("kvm"));
        String xen = Files.readString(Path.of("docs/explanation/systems/xen-ept.md"));
        assertThat(Patches.calls("xen-ept")).allSatisfy(call -> assertThat(xen).contains("`" + call + "`"));
    }

    /** A program that writes down what it is asked, and answers like the complete one. */
    @Test
    void theQuestionsAreAsThePageShowsThem() throws IOException {
        assumeTrue(hasPython(), "there is no python3: the program of docs/how-to/your-patch.md is not tested");
        Path asked = directory.resolve("asked");
        Path file = directory.resolve("own.py");
        Files.writeString(
                file,
                """
                import sys
                for line in sys.stdin:
                    open('%s', 'a').write(line)
                    if line.startswith('design'):
                        print('ok calls=leaf,msr-written,cr0-written keeps=vm.dirty:2,vcpu.seen:3,gfn.built:2 mtrr-copies=1')
                    elif line.startswith('leaf'):
                        print('keep vm.dirty=1; keep gfn.built[0x0]=1; return 0x30')
                    elif line.startswith('msr'):
                        print('zap 0x80 0xc0; zap 0 0xfffffffffffff; keep vcpu.seen[0]=2; keep copy0.0x2ff=0x0')
                    else:
                        print('ok')
                    sys.stdout.flush()
                """
                        .formatted(asked));
        Tool.Result result = run(
                "run",
                "kvm/linux-6.7",
                "--design",
                "python3 " + file,
                "--scope",
                "sdm",
                "--steps",
                "touch 0 0x0; set-cd 0; wrmsr 0 0x2ff 0; wrmsr 0 0x250 0x0606060606060606; wrmsr 0 0x2ff 0xc06; clear-cd 0");
        assertThat(result.err()).doesNotContain("makes no sense");
        assertThat(result.out()).contains("dirty", "seen", "built").contains("ept of gpa 0x0: none -> WB");
        List<String> lines = Files.readAllLines(asked);
        assertThat(lines.get(0)).isEqualTo("design kvm");
        String registers = "def=0x[0-9a-f]+ fixed=0x[0-9a-f]+(,0x[0-9a-f]+){10} var=";
        String machine =
                " \\| vm dma=1 pat-quirk-disabled=0 maxphyaddr=36 vcnt=0 vcpus=2 \\| vcpu 0 cd=[01] online=1 mtrr=1 pat=0x7040600070406 "
                        + registers
                        + " masks-written=( \\| vcpu 1 .*)? \\| kept vm.dirty=[01] vcpu.seen=[0-2](,[0-2])* gfn.built=[01](,[01])*"
                        + " gfns=0x0(,0x[0-9a-f]+)* \\| copy 0 " + registers;
        assertThat(lines.get(1)).matches("leaf vcpu=0 gfn=0x0 mmio=0" + machine);
        assertThat(lines).anyMatch(line -> line.matches("cr0-written vcpu=0 old=0x80000031 cr0=0xc0000031" + machine));
        assertThat(lines).anyMatch(line -> line.matches("msr-written vcpu=0 msr=0x2ff old=0x[0-9a-f]+" + machine));
    }

    /** From check to replay: a program has no text, and its counterexample asks for the same file. */
    @Test
    void theCompleteProgramIsCheckedSavedAndReplayed() throws IOException {
        assumeTrue(hasPython(), "there is no python3: " + PROGRAM + " is not tested");
        Path own = Files.copy(PROGRAM, directory.resolve("kvm_design.py"));
        assertThat(own.toFile().setExecutable(true)).isTrue();
        Path saved = directory.resolve("saved");
        Tool.Result checked = run(
                "check",
                "kvm/linux-6.7",
                "--design",
                own.toString(),
                "--property",
                "never-weaker",
                "--scope",
                "sdm",
                "--save",
                saved.toString());
        assertThat(checked.err()).contains("kvm_design: as in linux-6.7: leaf, ");
        assertThat(checked.code()).isEqualTo(12);
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(saved)) {
            all.forEach(file -> files.add(file.toString()));
        }
        assertThat(files).hasSize(1);
        String file = files.get(0);
        assertThat(run("replay", file, "--design", own.toString()).code()).isZero();
        assertThat(run("replay", file, "--design", "python3 " + own).code()).isZero();
        assertThat(run("replay", "--show-design", file).err()).contains("has the hash of kvm_design.py, not its text");
        Files.writeString(own, "\n# another one\n", StandardOpenOption.APPEND);
        Tool.Result changed = run("replay", file, "--design", own.toString());
        assertThat(changed.code()).isEqualTo(65);
        assertThat(changed.err()).contains(": it was not run");
    }

    @Test
    void theCommandsThatItBeginsWithRun() throws IOException {
        List<String> commands = page().lines()
                .filter(line -> line.startsWith("./stalemate design "))
                .map(line -> line.substring("./stalemate ".length()).replaceFirst(" *#.*", ""))
                .toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            String here = command.replace(
                    "MyPatch.java", directory.resolve("MyPatch.java").toString());
            assertThat(run(Arrays.stream(here.split(" ", -1)).toArray(String[]::new))
                            .code())
                    .as(command)
                    .isZero();
        }
        assertThat(directory.resolve("MyPatch.java")).content().contains("extends LinuxGuestMtrrs");
    }
}
