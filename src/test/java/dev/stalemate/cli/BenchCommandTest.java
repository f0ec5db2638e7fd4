package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
}
