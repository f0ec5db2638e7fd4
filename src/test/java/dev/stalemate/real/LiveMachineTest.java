package dev.stalemate.real;

import static dev.stalemate.real.RealFiles.findings;
import static dev.stalemate.real.RealFiles.map;
import static dev.stalemate.real.RealFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.line.Problem;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.NamedMap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Machines that are whole, and machines that show less, or nonsense. */
class LiveMachineTest {
    private static final String CPUINFO =
            """
            processor\t: 0
            vendor_id\t: GenuineIntel
            address sizes\t: 40 bits physical, 48 bits virtual
            """;
    private static final String PROC_MTRR = "reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable\n";
    private static final String PAT_LIST =
            """
            PAT memtype list:
            PAT: [mem 0x00000000fed00000-0x00000000fed01000] uncached-minus
            """;
    private static final String[] MAP = {
        "0x0-0x9ffff WB",
        "0xa0000-0xbffff UC",
        "0xc0000-0xfffff WP",
        "0x100000-0x7fffffff WB",
        "0x80000000-0xffffffff UC",
        "0x100000000-0xffffffffff WB"
    };

    private static FakeMachine whole(Path root) {
        FakeMachine machine = new FakeMachine(root);
        for (int cpu = 0; cpu < 2; cpu++) {
            machine.cpu(cpu).msr(cpu, 0x201, 0xFF80000800L);
        }
        ram(machine, 0, "0x0", "0x9fbff", "System RAM");
        ram(machine, 1, "0x100000", "0x7fffffff", "System RAM");
        ram(machine, 2, "0xfeffc000", "0xfeffffff", "Reserved");
        return machine.file("proc/cpuinfo", CPUINFO)
                .file("proc/mtrr", PROC_MTRR)
                .file("sys/kernel/debug/x86/pat_memtype_list", PAT_LIST);
    }

    private static void ram(FakeMachine machine, int number, String start, String end, String type) {
        String folder = "sys/firmware/memmap/" + number + "/";
        machine.file(folder + "start", start + "\n")
                .file(folder + "end", end + "\n")
                .file(folder + "type", type + "\n");
    }

    @Test
    void aWholeMachineIsOneReport(@TempDir Path root) {
        whole(root);
        LiveMachine machine = LiveMachine.read(root);
        MtrrReport report = machine.file().first();

        assertThat(machine.notRead()).isEmpty();
        assertThat(machine.file().reports()).hasSize(1);
        assertThat(map(report)).containsExactly(MAP);
        assertThat(report.maxPhyAddr()).isEqualTo(40);
        assertThat(report.maps()).extracting(NamedMap::name).containsExactly("registers", "/proc/mtrr");
        assertThat(report.memtypes()).hasSize(1);
        assertThat(report.facts().ram().asMapOfRanges()).hasSize(2);
        assertThat(report.pat()).hasSize(8);
        assertThat(problems(report)).isEmpty();
    }

    private static List<String> notRead(LiveMachine machine) {
        return machine.notRead().stream().map(Problem::text).toList();
    }

    @Test
    void nothingIsWritten(@TempDir Path root) throws IOException {
        whole(root);
        List<String> before = state(root);
        LiveMachine.read(root).file();

        assertThat(state(root)).isEqualTo(before);
    }

    private static List<String> state(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted()
                    .map(file -> file + " " + file.toFile().lastModified() + " "
                            + file.toFile().length())
                    .toList();
        }
    }

    @Test
    void ramThatIsNotWbIsFound(@TempDir Path root) {
        ram(whole(root), 3, "0x80000000", "0x8fffffff", "System RAM");

        assertThat(findings(LiveMachine.read(root).file().first()))
                .anyMatch(finding -> finding.endsWith("RAM 0x80000000-0x8fffffff (256 MiB) is UC, not WB"));
    }

    @Test
    void processorsThatDifferAreReportedEach(@TempDir Path root) {
        whole(root).msr(1, 0x2FF, 0xC00);
        MtrrFile file = LiveMachine.read(root).file();

        assertThat(file.reports()).hasSize(2);
        assertThat(findings(file.first()))
                .anyMatch(finding -> finding.contains("MSR 0x2ff is 0xc06 in CPU 0 and 0xc00 in CPU 1"));
        assertThat(map(file.reports().get(1))).contains("0x100000-0xffffffffff UC");
    }

    @Test
    void registersOfAmdAreReadOnAmdAlone(@TempDir Path root) {
        whole(root)
                .msr(0, 0xC0010010, 0x740000)
                .msr(0, 0xC001001A, 0x80000000L)
                .msr(0, 0xC001001D, 0x47C000000L)
                .msr(1, 0xC001001D, 0x47C000000L)
                .msr(1, 0xC0010010, 0x740000);
        assertThat(LiveMachine.read(root).text()).doesNotContain("0xc0010010");

        new FakeMachine(root).file("proc/cpuinfo", CPUINFO.replace("GenuineIntel", "AuthenticAMD"));
        assertThat(LiveMachine.read(root).file().first().tom2()).hasValue(0x47C000000L);
    }

    @Test
    void withoutTheModuleTheTableIsReadAndTheReasonGiven(@TempDir Path root) {
        new FakeMachine(root).file("proc/cpuinfo", CPUINFO).file("proc/mtrr", PROC_MTRR);
        LiveMachine machine = LiveMachine.read(root);

        assertThat(machine.file().isEmpty()).isFalse();
        assertThat(map(machine.file().first())).contains("0x80000000-0xffffffff UC");
        assertThat(notRead(machine))
                .containsExactly(
                        "/dev/cpu has no processor: the module msr is not loaded (modprobe msr)",
                        "there is no /sys/kernel/debug/x86/pat_memtype_list: debugfs is not mounted, or only root may read it",
                        "the RAM: neither /sys/firmware/memmap nor /proc/iomem shows its addresses; they do to root");
    }

    @Test
    void aMachineThatShowsNothingSaysNothing(@TempDir Path root) {
        LiveMachine machine = LiveMachine.read(root);

        assertThat(machine.file().isEmpty()).isTrue();
        assertThat(machine.notRead()).hasSize(5);
    }

    @Test
    void anEmptyTableIsSaid(@TempDir Path root) {
        whole(root).file("proc/mtrr", "");
        LiveMachine machine = LiveMachine.read(root);

        assertThat(map(machine.file().first())).containsExactly(MAP);
        assertThat(notRead(machine))
                .containsExactly("/proc/mtrr is empty: nothing is set, or a hypervisor shows nothing");
    }

    @Test
    void anotherProcessorIsNamedAsSuch(@TempDir Path root) {
        new FakeMachine(root).file("proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\n");

        assertThat(notRead(LiveMachine.read(root)).get(0))
                .isEqualTo("/proc/cpuinfo names no x86 processor, and only these have MTRRs");
    }

    /** The file of a processor that went offline is there and empty, or ends early. */
    @Test
    void aProcessorThatShowsLessIsSaid(@TempDir Path root) throws IOException {
        whole(root);
        Path second = root.resolve("dev/cpu/1/msr");
        Files.delete(second);
        Files.createFile(second);
        LiveMachine machine = LiveMachine.read(root);

        assertThat(map(machine.file().first())).containsExactly(MAP);
        assertThat(machine.file().reports()).hasSize(1);
        assertThat(notRead(machine)).contains("CPU 1 shows none of its registers: the file has 0 of 8 bytes");
    }

    @Test
    void aShortReadIsNoValue(@TempDir Path root) throws IOException {
        whole(root);
        for (int cpu = 0; cpu < 2; cpu++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(root.resolve("dev/cpu/" + cpu + "/msr").toFile(), "rw")) {
                file.setLength(8 * 0x2FFL + 3);
            }
        }
        LiveMachine machine = LiveMachine.read(root);

        assertThat(machine.file().first().defaultType()).isNull();
        assertThat(map(machine.file().first()))
                .containsExactly(
                        "0x0-0x7fffffff unknown", "0x80000000-0xffffffff UC", "0x100000000-0xffffffffff unknown");
        assertThat(notRead(machine)).contains("MSR 0x2ff of CPU 0: the file has 3 of 8 bytes");
    }

    @Test
    void garbageIsNoRegister(@TempDir Path root) {
        whole(root)
                .file("proc/mtrr", "\u0000\u00ff reg00: nonsense\n")
                .file("proc/iomem", "zzz\n00000000-00000000 : System RAM\n")
                .file("dev/cpu/microcode/version", "1\n")
                .msr(0, 0x201, -1L)
                .msr(1, 0x201, -1L);
        MtrrReport report = LiveMachine.read(root).file().first();

        assertThat(report.maps().get(0).complete()).isFalse();
        assertThat(report.maps().get(0).variable()).isEmpty();
        assertThat(problems(report)).anyMatch(problem -> problem.contains("MSR 0x201 can't hold 0xffffffffffffffff"));
    }

    @Test
    void ramIsReadFromIomemWhereTheFirmwareMapIsHidden(@TempDir Path root) {
        new FakeMachine(root)
                .cpu(0)
                .file("proc/cpuinfo", CPUINFO)
                .file(
                        "proc/iomem",
                        "00001000-0009fbff : System RAM\n00100000-7fffffff : System RAM\n  01000000-01ffffff : Kernel code\n");

        assertThat(LiveMachine.read(root).file().first().facts().ram().asMapOfRanges())
                .hasSize(2);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(
                        new NoSuchFileException("x"),
                        null,
                        "there is none: the module msr is not loaded (modprobe msr)"),
                Arguments.of(new AccessDeniedException("x"), null, "permission denied; root may"),
                Arguments.of(
                        new FileSystemException("x", null, "Operation not permitted"),
                        null,
                        "the kernel does not permit it: it takes CAP_SYS_RAWIO"),
                Arguments.of(
                        new FileSystemException("x", null, "Operation not permitted"),
                        "none [integrity] confidentiality",
                        "the kernel is locked down (none [integrity] confidentiality)"),
                Arguments.of(
                        new FileSystemException("x", null, "No such device or address"),
                        null,
                        "the processor is offline"),
                Arguments.of(new IOException("Input/output error"), null, "the processor has no such register"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theReasonIsSaidInWords(IOException e, String lockdown, String words) {
        assertThat(MsrFile.reason(e, lockdown)).isEqualTo(words);
    }

    /** What was read can be saved, and says the same elsewhere. */
    @Test
    void theTextSaysWhatTheMachineDoes(@TempDir Path root) {
        whole(root);
        LiveMachine machine = LiveMachine.read(root);

        assertThat(map(RealFiles.fileOf(machine.text()).first())).containsExactly(MAP);
    }
}
