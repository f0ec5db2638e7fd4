package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Properties of the user's own, from the command line and from a design's file. */
class ConditionOptionTest {
    private static final String HOLDS = "offline[0]=0 & ept[0x0]=WP";
    private static final String BROKEN = "cd[0]=1 & ept[0x0]=UC";

    @TempDir
    private Path directory = Path.of("");

    private final Tool tool = Tool.ofEverySystem();

    private Tool.Result check(String... args) {
        String[] all = new String[args.length + 4];
        all[0] = "check";
        all[1] = "kvm/linux-6.7";
        System.arraycopy(args, 0, all, 2, args.length);
        all[all.length - 2] = "--save";
        all[all.length - 1] = directory.toString();
        return tool.run(all);
    }

    @Test
    void eachIsAskedAtTheScopesThatHaveIt() {
        Tool.Result result =
                check("--never", BROKEN, "--never", HOLDS, "--always", "ept[0x0]!=WP", "--max-states", "500");
        assertThat(result.code()).as(result.err()).isEqualTo(12);
        assertThat(result.out())
                .containsPattern("never: cd\\[0]=1 & ept\\[0x0]=UC +violated +2 ")
                .contains("(2) set-cd vcpu=0", "cr0.cd[0] is 1", "ept[0x0] is UC", "scopes: violated at ")
                .doesNotContain("no-stale +");
        assertThat(check("--scope", "small", "--never", HOLDS, "--always", "ept[0x0]!=WP")
                        .code())
                .isZero();
    }

    @Test
    void aCounterexampleIsReplayedShrunkAndReported() throws IOException {
        assertThat(check("--scope", "small", "--never", BROKEN).code()).isEqualTo(12);
        List<Path> saved;
        try (var files = Files.list(directory)) {
            saved = files.toList();
        }
        assertThat(saved).hasSize(1);
        String file = saved.get(0).toString();
        assertThat(tool.run("replay", file).out()).contains("never: " + BROKEN + " is violated");
        assertThat(tool.run("replay", file).code()).isZero();
        assertThat(tool.run(
                                "shrink",
                                file,
                                "-o",
                                directory.resolve("small.json").toString())
                        .code())
                .isZero();
        Path page = directory.resolve("page.html");
        assertThat(tool.run("report", file, "-o", page.toString()).code()).isZero();
        assertThat(Files.readString(page)).contains("never: cd[0]=1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cd[0]=1 & epd[0x0]=UC; column 11 of 'cd[0]=1 & epd[0x0]=UC': no field 'epd'; did you mean ept?",
                "cd[9]=1; column 4 of 'cd[9]=1': no vcpu '9'; there are [0, 1, any, every]",
                "ept[0x0]=wb; column 10 of 'ept[0x0]=wb': ept can't be 'wb'; did you mean WB?",
            })
    void aMistakeIsPointedAt(String condition, String where, String meant) {
        for (List<String> args : List.of(
                List.of("check", "kvm/linux-6.7", "--never", condition),
                List.of("check", "kvm/linux-6.7", "--never", condition, "--scope", "small"),
                List.of(
                        "check",
                        "kvm/linux-6.7",
                        "--never",
                        condition,
                        "--against",
                        "kvm/linux-4.9",
                        "--scope",
                        "small"),
                List.of("run", "kvm/linux-6.7", "--scope", "small", "--steps", "touch 0 0x0", "--never", condition),
                List.of("explore", "kvm/linux-6.7", "--never", condition))) {
            Tool.Result result = tool.run(args.toArray(String[]::new));
            assertThat(result.code()).as(args.toString()).isEqualTo(64);
            assertThat(result.err()).as(args.toString()).contains(where, meant);
        }
    }

    @Test
    void aConditionIsAskedOfADesign() {
        assertThat(tool.run("check", "--never", BROKEN).err()).contains("asked of a design, such as kvm/linux-6.7");
        assertThat(tool.run("check", "K3", "--always", BROKEN).code()).isEqualTo(64);
    }

    @Test
    void aValueThatNoScopeHasIsWrongUsage() {
        String says = "stalemate: column 7 of 'cd[0]=2': cr0.cd can't be '2' in this scope; it can be 0, 1\n";
        assertThat(check("--scope", "small", "--never", "cd[0]=2")).isEqualTo(new Tool.Result(64, "", says));
        assertThat(check("--never", "cd[0]=2")).isEqualTo(new Tool.Result(64, "", says));
        assertThat(check("--scope", "small", "--always", "cd[0]!=2").code()).isEqualTo(64);
    }

    @Test
    void whatNothingCanBreakIsVacuous() {
        Tool.Result constant = check("--scope", "small,cd=off", "--never", BROKEN);
        assertThat(constant.code()).isEqualTo(14);
        assertThat(constant.out()).contains("in this scope can break it: cr0.cd is always 0");
        Tool.Result premise = check("--scope", "small", "--never", "ept[0x0]=WP & cd[0]=1");
        assertThat(premise.code()).isEqualTo(14);
        assertThat(premise.out()).contains("never tested: no reachable state has ept[0x0]=WP & cd[0]=1");
        Tool.Result always = check("--scope", "small", "--always", "!ept[0x0]=WP | cd[0]=0");
        assertThat(always.code()).isEqualTo(14);
        assertThat(check("--scope", "small", "--never", "cd[0]=1 & ept[0x0]=WP").code())
                .isZero();
    }

    @Test
    void runShowsIt() {
        Tool.Result result = tool.run(
                "run",
                "kvm/linux-6.7",
                "--steps",
                "touch 0 0x0; set-cd 0",
                "--never",
                BROKEN,
                "--always",
                "ept[0x0]!=WP");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern("never: cd\\[0]=1 & ept\\[0x0]=UC +violated after \\(2\\)")
                .containsPattern("always: ept\\[0x0]!=WP +holds in every state");
    }

    @Test
    void aFileAsksWhatItsHeadSays() throws IOException {
        Path file = directory.resolve("MyPatch.java");
        String text = Files.readString(Path.of("docs/examples/MyPatch.java"));
        Files.writeString(file, "// stalemate: never " + BROKEN + "\n" + text);
        Tool.Result alone = tool.run("check", file.toString(), "--scope", "small");
        assertThat(alone.out()).containsPattern("kvm/my-patch +never: cd\\[0]=1 & ept\\[0x0]=UC +violated");
        Tool.Result compared = tool.run("check", file.toString(), "--max-states", "200");
        assertThat(compared.out()).contains("never: cd[0]=1 & ept[0x0]=UC");
        Files.writeString(file, "// stalemate: never cd[0]=1 & epd[0x0]=UC\n" + text);
        Tool.Result wrong = tool.run("check", file.toString());
        assertThat(wrong.code()).isEqualTo(65);
        assertThat(wrong.err()).contains("MyPatch.java: stalemate: never: column 11", "did you mean ept?");
    }
}
