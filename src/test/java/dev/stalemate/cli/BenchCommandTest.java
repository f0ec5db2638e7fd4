package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bench scope has the counts of the SPIN model that it follows. */
class BenchCommandTest {
    private static JsonNode bench(int vcpus, int frames, int policy) throws IOException {
        Tool.Result result = Tool.ofEverySystem()
                .run(
                        "bench",
                        "kvm",
                        "--vcpus",
                        "" + vcpus,
                        "--frames",
                        "" + frames,
                        "--policy",
                        "" + policy,
                        "--json",
                        "-");
        assertThat(result.code()).isZero();
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void countsAsSpinDoes() throws IOException {
        JsonNode result = bench(2, 2, 2);
        assertThat(result.fieldNames())
                .toIterable()
                .containsExactly(
                        "states",
                        "transitions",
                        "depth",
                        "seconds",
                        "bytesPerState",
                        "verdict",
                        "transitionsPerSecond",
                        "threads",
                        "symmetry",
                        "allocatedBytesPerTransition");
        assertThat(result.path("states").asInt()).isEqualTo(3_116);
        assertThat(result.path("transitions").asInt()).isEqualTo(33_005);
    }

    @ParameterizedTest
    @CsvSource({"0, violated", "1, violated", "2, holds"})
    void judgesEachPolicyAsSpinDoes(int policy, String verdict) throws IOException {
        assertThat(bench(2, 2, policy).path("verdict").asText()).isEqualTo(verdict);
    }

    @Test
    void printsItsFigures() {
        String out = Tool.ofEverySystem()
                .run("bench", "--vcpus", "1", "--frames", "1")
                .out();
        assertThat(out).contains("no-stale-quiescent holds: ", " transitions per second, ", " bytes per state\n");
    }

    @Test
    void runsTheProgramWrittenByHand() throws IOException {
        Tool tool = Tool.ofEverySystem();
        JsonNode result = new ObjectMapper()
                .readTree(tool.run("bench", "--hand-written", "--vcpus", "2", "--frames", "2", "--json", "-")
                        .out());
        assertThat(result.path("states").asInt()).isEqualTo(3_116);
        assertThat(result.path("transitions").asInt()).isEqualTo(33_005);
        assertThat(result.path("verdict").asText()).isEqualTo("holds");
        assertThat(result.has("depth")).isFalse();
    }

    @Test
    void searchesOneStateOfEachSymmetricSet() throws IOException {
        Tool tool = Tool.ofEverySystem();
        JsonNode result = new ObjectMapper()
                .readTree(tool.run("bench", "--symmetry", "--warm-up", "--vcpus", "2", "--frames", "2", "--json", "-")
                        .out());
        assertThat(result.path("symmetry").asBoolean()).isTrue();
        assertThat(result.path("states").asInt()).isBetween(3_116 / 4, 3_116 / 3);
    }

    @Test
    void saysWhatWasNotMeasuredAfterAnInterrupt() {
        Tool.Result result = Tool.ofEverySystem().interrupted().run("bench", "--quick", "--no-spin");
        assertThat(result.out()).endsWith("\ninterrupted: not everything was measured\n");
        assertThat(result.err()).startsWith("bench: 3x3, round 1 of 3: search, 1 thread\n");
        assertThat(result.code()).isEqualTo(20);
    }

    /** A design in a file has the counts of the design that it is like, and both are measured in one run. */
    @Test
    void measuresDesignsBesideEachOther() throws IOException {
        String[] command = {"bench", "kvm/cd0-zaps-all", "docs/examples/MyPatch.java", "--vcpus", "2", "--frames", "2"};
        String out = Tool.ofEverySystem().run(command).out();
        assertThat(out)
                .startsWith("kvm at hotplug=slots-moved\n")
                .containsPattern("kvm/cd0-zaps-all +no-stale-quiescent +holds +3,116 +33,005 ")
                .containsPattern("kvm/my-patch +no-stale-quiescent +holds +3,116 +33,005 ");
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--json", "-"));
        JsonNode designs = new ObjectMapper()
                .readTree(Tool.ofEverySystem().run(all.toArray(String[]::new)).out())
                .path("designs");
        assertThat(designs.findValuesAsText("design")).containsExactly("kvm/cd0-zaps-all", "kvm/my-patch");
        assertThat(designs.path(1).path("transitions").asInt()).isEqualTo(33_005);
    }

    @ParameterizedTest
    @CsvSource({
        "kvm/linux-6.7 xen-ept/xen-4.21, only designs of one system",
        "kvm/linux-6.7 K3, only designs of one system",
        "kvm/linux-6.7 --threads 2, on one thread",
        "kvm/linux-99 kvm/linux-6.7, no design"
    })
    void refusesDesignsThatCannotBeCompared(String arguments, String why) {
        Tool.Result result = Tool.ofEverySystem().run(("bench " + arguments).split(" "));
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains(why);
    }
}
