package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A claim that has a certificate is said to be proved, and at which bound others hold. */
class ProvedClaimsTest {
    private static final String SAYS = "proved: every value of every MTRR";

    private final Tool tool = Tool.ofEverySystem();

    private static String flat(Tool.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        return result.out().replaceAll("\\s+", " ");
    }

    @Test
    void checkSaysSoBesideTheVerdict() {
        assertThat(flat(tool.run("check", "R4b", "K3")))
                .contains("holds (1 vCPU; " + SAYS)
                .doesNotContain("violated (");
        assertThat(flat(tool.run("check", "K6d"))).contains("holds").doesNotContain("proved:");
    }

    @Test
    void jsonNamesTheCertificate() throws IOException {
        Tool.Result result = tool.run("check", "R4b", "K6d", "--json", "-");
        assertThat(result.code()).as(result.err()).isZero();
        for (JsonNode claim : new ObjectMapper().readTree(result.out()).get("claims")) {
            boolean proved = claim.get("id").asText().equals("R4b");
            assertThat(claim.get("proved").path("certificate").asText("none")).isEqualTo(proved ? "R4b" : "none");
        }
    }

    @Test
    void theListsSaySo() {
        assertThat(flat(tool.run("list", "R4b"))).contains("proofs/R4b");
        assertThat(flat(tool.run("prove", "--list", "R4b"))).contains(SAYS);
        assertThat(flat(tool.run("prove", "--list", "K6d"))).doesNotContain("proved: ");
    }
}
