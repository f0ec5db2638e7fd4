package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the command line says how to search, and what it is told of it. */
class SearchFlagsTest {
    private static Tool.Result check(String scope, String... flags) {
        String[] command = {"check", "kvm/cd0-zaps-all", "--property", "no-stale-quiescent", "--scope", scope};
        return Tool.ofEverySystem()
                .run(Stream.concat(Stream.of(command), Stream.of(flags)).toArray(String[]::new));
    }

    private static JsonNode json(String scope, String... flags) throws IOException {
        String[] all = Stream.concat(Stream.of("--json", "-"), Stream.of(flags)).toArray(String[]::new);
        return new ObjectMapper()
                .readTree(check(scope, all).out())
                .path("claims")
                .get(0);
    }

    @Test
    void aLargeSpaceIsReducedUnlessToldOtherwise() throws IOException {
        JsonNode reduced = json("bench,vcpus=3,frames=3");
        assertThat(reduced.path("symmetry")).extracting(JsonNode::asText).containsExactly("vcpu", "gpa");
        assertThat(reduced.path("states").asInt()).isEqualTo(39_639);
        assertThat(reduced.path("stoodFor").asInt()).isEqualTo(1_106_976);
        JsonNode whole = json("bench,vcpus=3,frames=3", "--no-symmetry", "--threads", "2");
        assertThat(whole.path("symmetry")).isEmpty();
        assertThat(whole.path("states").asInt()).isEqualTo(1_106_976);
        assertThat(whole.path("found").asText())
                .isEqualTo(reduced.path("found").asText())
                .isEqualTo("holds");
        assertThat(check("bench,vcpus=3,frames=3").out())
                .contains(
                        "states that differ only in the order of vCPUs or gpas were visited once: they\n    stand for 1,106,976 states\n");
    }

    @Test
    void theChanceThatAStateWasMissedIsReported() throws IOException {
        assertThat(check("bench,vcpus=2,frames=2").out())
                .contains("\nFingerprints\n  Every state was stored in full: no two states can have been confused.\n");
        String wide = "bench,vcpus=8,frames=6"; // 2 * 6 + 8 * 8 + 1 bits
        assertThat(check(wide, "--max-states", "20000").out())
                .containsPattern(
                        "\nFingerprints\n  The probability that a search confused two states is at most [1-9]e-1.; the fingerprints themselves"
                                + "\\s+suggest [1-9]e-1.\\. To be sure:");
        JsonNode exact = json(wide, "--max-states", "20000", "--fingerprint", "exact");
        assertThat(exact.path("collisionProbability").asDouble()).isZero();
        JsonNode longer = json(wide, "--max-states", "20000", "--fingerprint", "128");
        assertThat(longer.path("states").asInt()).isEqualTo(exact.path("states").asInt());
        assertThat(longer.path("collisionProbability").asDouble()).isZero(); // as many bits as the state has words for
    }
}
