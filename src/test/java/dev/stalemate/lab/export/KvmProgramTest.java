package dev.stalemate.lab.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.export.HostRun.Verdict;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counterexamples as C programs: what is written, that it compiles, and what it makes of a real kernel's trace. No virtual machine is made. */
class KvmProgramTest {
    private static final Path GOLDEN = Path.of("src/test/resources/lab-export");
    private static final List<String> STRICT = List.of("gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread");

    @TempDir
    private Path directory = Path.of("");

    private static Counterexample read(String id) {
        try {
            return SavedRuns.read("kvm-" + id + ".json");
        } catch (BadFileException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String program(String id) throws NotMappedException {
        Counterexample c = read(id);
        KvmVersion own = KvmProgram.kernelOf(c);
        return KvmProgram.of(id, c, own == null ? KvmVersion.of("6.1.192") : own, "Stalemate TEST");
    }

    /** The programs of all counterexamples that have one on the kernel whose design they are about, or on 6.1. */
    private static Map<String, String> programs() throws IOException {
        Map<String, String> programs = new TreeMap<>();
        for (Path file : SavedRuns.of("kvm")) {
            String id = file.getFileName().toString().replaceAll("-.*", "");
            try {
                programs.put(id, program(id));
            } catch (NotMappedException e) {
                assertThat(e).message().isNotBlank();
            }
        }
        return programs;
    }

    /** What is written for a counterexample, without the template around it. */
    @Test
    void whatIsWrittenForK1IsAsReviewed() throws IOException, NotMappedException {
        String program = program("K1");
        String golden = Files.readString(GOLDEN.resolve("K1.txt"));
        assertThat(head(program) + table(program)).isEqualTo(golden);
    }

    @Test
    void everyCounterexampleThatMapsCompilesWithoutAWarning() throws IOException, InterruptedException {
        Map<String, String> programs = programs();
        assertThat(programs)
                .containsKeys("H1", "H2", "H37", "K1", "K10", "K12b", "K13", "K5b", "R1")
                .hasSizeGreaterThan(20);
        assertThat(programs.get("H37")).contains("userfaultfd");
        assertThat(programs.get("K1")).doesNotContain("@@").doesNotContain("pthread_create");
        programs.values().forEach(program -> assertThat(head(program)).containsOnlyOnce("*/"));
        assumeGcc();
        List<String> command = new ArrayList<>(STRICT);
        command.add("-fsyntax-only");
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, String> program : programs.entrySet()) {
            // Those of which nothing is new compile as well as the others.
            if (seen.addAll(kind(program.getValue()))) {
                Path file = directory.resolve(program.getKey() + ".c");
                command.add(Files.writeString(file, program.getValue()).toString());
            }
        }
        assertThat(command).hasSizeBetween(STRICT.size() + 5, STRICT.size() + 12);
        assertThat(run(command)).isEqualTo(new Ended(0, ""));
    }

    private static String head(String program) {
        return program.substring(0, program.indexOf("#define _GNU_SOURCE"));
    }

    private static String table(String program) {
        return program.substring(program.indexOf("#define VCPUS"), program.indexOf("enum source"));
    }

    /** What of a program may compile otherwise than of another: which operations it has, and which constants it has are 0. */
    private static List<String> kind(String program) {
        return table(program)
                .lines()
                .map(line -> line.startsWith("#define")
                        ? line.replaceAll("[1-9a-fx][0-9a-fxu]*$", "N")
                        : line.replaceAll(",.*", ""))
                .filter(line -> line.startsWith("#define") || line.matches("\t\\{ [A-Z].*"))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void withoutKvmItEndsWith2AndSaysWhy() throws IOException, InterruptedException, NotMappedException {
        assumeGcc();
        String binary = compile("K1", program("K1"), List.of());
        assertThat(run(List.of(binary, "-k", directory.resolve("kvm").toString())))
                .isEqualTo(
                        new Ended(2, "cannot run here: " + directory.resolve("kvm") + ": No such file or directory\n"));
        Path file = Files.writeString(directory.resolve("kvm"), "");
        assertThat(run(List.of(binary, "-k", file.toString())))
                .isEqualTo(new Ended(2, "cannot run here: " + file + " is not KVM's\n"));
        assertThat(run(List.of(binary, "-x")).code()).isEqualTo(2);
    }

    @Test
    void aProgramRunsOnThisMachineOrSaysWhyItCannot() throws IOException, InterruptedException, NotMappedException {
        assumeGcc();
        List<String> none = List.of("-k", directory.resolve("kvm").toString());
        HostRun run = KvmProgram.runHere(program("K1"), none);
        assertThat(run.verdict()).isEqualTo(Verdict.CANNOT_RUN);
        assertThat(run.text()).startsWith("cannot run here: ").endsWith("No such file or directory\n");
        assertThat(KvmProgram.runHere("int main(void) { return 0; }", List.of()).verdict())
                .isEqualTo(Verdict.AS_THE_MODEL);
        assertThat(KvmProgram.runHere("int main(void) { return 1; }", List.of()).verdict())
                .isEqualTo(Verdict.DIFFERS);
        assertThat(KvmProgram.runHere("int main(void) { __builtin_trap(); }", List.of()))
                .satisfies(trapped -> assertThat(trapped.verdict()).isEqualTo(Verdict.CANNOT_RUN))
                .satisfies(trapped -> assertThat(trapped.text()).startsWith("it ended with 1"));
        assertThat(KvmProgram.runHere("no C", List.of()).text()).startsWith("it is not compiled here: ");
    }

    /** A real kernel's trace, read by the program's own code up to each dump, against its page tables. */
    @Test
    void itReadsLeavesFromATraceAsTheyAreInThePageTables()
            throws IOException, InterruptedException, NotMappedException {
        assumeGcc();
        String harness =
                """

                int main(int argc, char **argv)
                {
                    if (!strcmp(argv[1], "look")) {
                        source = TRACE;
                        rename(argv[2], INSTANCE "/trace");
                        play(last_leaves);
                        return differ;
                    }
                    for (int i = 1; i < argc; i++) {
                        rename(argv[i], INSTANCE "/trace");
                        read_trace();
                        printf("dump\\n");
                        for (unsigned n = 0; n < leaf_count; n++) {
                            printf("%llx/%d ", (unsigned long long)leaves[n].gfn, (int)leaves[n].level);
                            say_leaf(leaf_at(leaves[n].gfn * PAGE) & 31);
                            printf("\\n");
                        }
                    }
                    return 0;
                }
                """;
        String source = program("K1").replace("int main(int argc", "int its_main(int argc") + harness;
        String binary = compile("harness", source, List.of("-DINSTANCE=\"" + directory + "\""));
        checkThatDifferencesAreTold(binary);
        Recorded recorded = Recorded.of("6.1");
        for (String run : List.of("huge_split", "hotplug_ncdma", "thread_noquirk")) {
            List<String> command = new ArrayList<>(List.of(binary));
            command.addAll(chunks(run));
            Ended ended = run(command);
            assertThat(ended.code()).as(ended.text()).isZero();
            List<List<String>> dumps = Splitter.on("dump\n")
                    .splitToStream(ended.text())
                    .skip(1)
                    .map(text -> text.lines().sorted().toList())
                    .toList();
            assertThat(dumps).as(run).isEqualTo(truth(recorded, run)).hasSizeGreaterThan(1);
            assertThat(dumps.stream().mapToInt(List::size).sum()).isGreaterThan(5);
        }
    }

    /** K1's last leaves are WB+IPAT at 0x0, and none at 0x80000. */
    private void checkThatDifferencesAreTold(String binary) throws IOException, InterruptedException {
        String leaf =
                " x-1 [000] 1.0: kvm_tdp_mmu_spte_changed: as id 0 gfn %s level 1 old_spte 0 new_spte 60000000100%s\n";
        String right = String.format(leaf, "0", "0b77");
        assertThat(look(binary, right).code()).isZero();
        assertThat(look(binary, "").text()).contains("gpa 0x0        no leaf: DIFFERS, in the model WB+IPAT");
        assertThat(look(binary, String.format(leaf, "0", "0b37")).text()).contains("WB: DIFFERS, in the model WB+IPAT");
        assertThat(look(binary, right + String.format(leaf, "80", "0b07")))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(1))
                .satisfies(ended -> assertThat(ended.text()).contains("UC: DIFFERS, in the model no leaf"));
        assertThat(look(binary, right + "CPU:0 [LOST 3 EVENTS]\n"))
                .isEqualTo(new Ended(2, "cannot run here: the kernel lost events of its trace\n"));
    }

    private Ended look(String binary, String trace) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("events"), trace);
        return run(List.of(binary, "look", file.toString()));
    }

    /** The trace, cut at its dumps, in files. */
    private List<String> chunks(String run) throws IOException {
        List<String> files = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(
                        Files.newInputStream(Path.of("src/test/resources/kvm-trace/6.1-tdp/" + run + ".trace.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                chunk.append(line).append('\n');
                if (line.contains("# dump ")) {
                    files.add(Files.writeString(directory.resolve("chunk" + files.size()), chunk)
                            .toString());
                    chunk.setLength(0);
                }
            }
        }
        return files;
    }

    /** The leaves of the page tables at each dump. */
    private static List<List<String>> truth(Recorded recorded, String run) {
        return recorded.run(run).dumps().stream()
                .map(dump -> dump.leaves().stream()
                        .map(leaf -> Long.toHexString(leaf.gfn()) + "/" + leaf.level() + " "
                                + EptLeaf.text(EptLeaf.small(leaf.packed())))
                        .sorted()
                        .toList())
                .toList();
    }

    private String compile(String name, String program, List<String> flags) throws IOException, InterruptedException {
        Path source = Files.writeString(directory.resolve(name + ".c"), program);
        Path binary = directory.resolve(name);
        List<String> command = new ArrayList<>(STRICT);
        if (!flags.isEmpty()) {
            // Its own main() is not called.
            command.add("-Wno-unused-function");
        }
        command.addAll(flags);
        command.addAll(List.of("-o", binary.toString(), source.toString()));
        assertThat(run(command)).isEqualTo(new Ended(0, ""));
        return binary.toString();
    }

    private record Ended(int code, String text) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }

    private static void assumeGcc() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "gcc")));
        assumeTrue(
                there
                        && Files.exists(Path.of("/usr/include/linux/kvm.h"))
                        && System.getProperty("os.arch").equals("amd64"),
                "there is no gcc for x86 with the headers of Linux: exported programs are not compiled");
    }
}
