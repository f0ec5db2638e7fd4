package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.patch.CFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What CI gets of a check: {@code --junit}, {@code --format tap}, and docs/how-to/ci.md. */
class CiPageTest {
    private static final Path PAGE = Path.of("docs/how-to/ci.md");
    private static final Path EXAMPLE = Path.of("docs/examples/ci");
    private static final String COMMAND = "$ ./stalemate ";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void itsCommandsPrintWhatItShows() throws IOException {
        CFiles.assumeCompiler("cc");
        String printed = "";
        int commands = 0;
        List<String> pieces = Splitter.on("\n```").splitToList(Files.readString(PAGE));
        for (int i = 1; i < pieces.size(); i += 2) {
            for (String line : Splitter.on('\n').split(pieces.get(i))) {
                if (line.startsWith(COMMAND)) {
                    String command = line.substring(COMMAND.length()).replace("--save runs", "--save " + directory);
                    printed = Tool.ofEverySystem().run(command.split(" ")).out();
                    commands++;
                } else if (!pieces.get(i).startsWith("sh\n")) {
                    assertThat(printed).contains(line);
                }
            }
        }
        assertThat(commands).isEqualTo(2);
        assertThat(directory.resolve("kvm/early-return-no-stale-quiescent.json"))
                .exists();
    }

    /** With a tool in its place that fails for one of the patches. */
    @Test
    void itsScriptAsksAllPatches() throws Exception {
        String script = Files.readString(EXAMPLE.resolve("check-patches.sh"));
        String shown = Files.readString(PAGE);
        assertThat(shown).contains(script.substring(script.indexOf("all=0")));
        Path tool = Files.writeString(
                directory.resolve("tool"), "#!/bin/sh\necho \"$@\"\ncase $2 in *early*) exit 12;; esac\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        ProcessBuilder job = new ProcessBuilder(
                "sh",
                EXAMPLE.resolve("check-patches.sh").toString(),
                EXAMPLE.resolve("patches").toString(),
                directory.resolve("r").toString());
        job.environment().put("STALEMATE", tool.toString());
        Process process = job.start();
        String asked = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(asked.lines())
                .containsExactly(
                        asked("early-return", directory.resolve("r")), asked("zap-at-cd0", directory.resolve("r")));
    }

    private static String asked(String patch, Path results) {
        return "check " + EXAMPLE.resolve("patches/" + patch + ".c") + " --property no-stale-quiescent --junit "
                + results.resolve(patch + ".xml") + " --save " + results.resolve("runs");
    }

    @Test
    void junitHasATestCaseForEachQuestion() throws Exception {
        Path file = directory.resolve("r.xml");
        Tool.Result result =
                Tool.mutex().run("check", "mutex/broken", "--junit", file.toString(), "--save", directory.toString());
        assertThat(result.code()).isEqualTo(12);
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Files.readAllBytes(file)))
                .getDocumentElement();
        NodeList cases = suite.getElementsByTagName("testcase");
        assertThat(suite.getAttribute("tests")).isEqualTo(Integer.toString(cases.getLength()));
        assertThat(suite.getAttribute("failures"))
                .isEqualTo(
                        Integer.toString(suite.getElementsByTagName("failure").getLength()));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("classname"))
                .isEqualTo("mutex/broken");
        assertThat(failure.getTextContent())
                .contains("  (4) enter process=1\n")
                .contains("To see it again: stalemate replay " + directory.resolve("mutex/broken-exclusive.json"));
    }

    @Test
    void whatWasNotDecidedIsNoPass() throws IOException {
        Path file = directory.resolve("r.xml");
        Tool.Result result =
                Tool.mutex().run("check", "M1", "--max-states", "2", "--format", "tap", "--junit", file.toString());
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out()).startsWith("TAP version 14\n1..").contains("\nnot ok 1 - mutex/right M1 exclusive\n");
        assertThat(Files.readString(file)).contains("<error message=\"exclusive is undecided");
    }

    @Test
    void whatIsVacuousOrNotLookedAtIsNoPass() {
        String vacuous =
                Tool.mutex().run("check", "mutex/right", "--format", "tap").out();
        assertThat(vacuous).contains("not ok ").contains("  severity: error\n").contains("vacuous");
        String skipped = Tool.mutex()
                .interrupted()
                .run("check", "mutex", "--format", "tap")
                .out();
        assertThat(skipped.lines().filter(line -> line.startsWith("ok ")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" # SKIP "));
    }

    @Test
    void aClaimThatIsAsRecordedPasses() {
        assertThat(Tool.ofEverySystem().run("check", "K3", "--format", "tap").out())
                .isEqualTo("TAP version 14\n1..1\nok 1 - kvm/cd0-zaps-non-wb K3 no-stale-quiescent at "
                        + "vcpus=1,init=2ff:c06,guest=sdm\n");
    }

    @Test
    void whatHasOtherResultsIsRefused() {
        assertThat(Tool.mutex().run("check", "mutex/broken", "--against", "mutex/right", "--format", "tap"))
                .isEqualTo(new Tool.Result(
                        64, "", "stalemate: --format tap tells each question's result; --against has other results\n"));
    }
}
