package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code check --costs}. */
class CostsTest {
    @Test
    void printsEachScenarioByEachDesign() {
        Tool.Result result = Tool.mutex().run("check", "--costs");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("id ")
                .endsWith(
                        """

                        Costs of mutex
                        scenario  design  steps  most inside  entered
                        rush      right       4            1        1
                        rush      broken      5            2        2
                        alone     broken      1            0
                          rush: two processes want to enter, and do where they may
                          alone: one process enters
                        """);
    }

    @Test
    void printsNothingOfThemUnasked() throws IOException {
        assertThat(Tool.mutex().run("check").out()).doesNotContain("Costs");
        assertThat(json("check", "--json", "-").has("costs")).isFalse();
    }

    @Test
    void writesThemBesideTheClaims() throws IOException {
        JsonNode json = json("check", "mutex", "--costs", "--json", "-");
        assertThat(json.path("claims")).hasSize(5);
        assertThat(json.path("costs")).hasSize(3);
        assertThat(json.path("costs").path(1).toString())
                .isEqualTo("{\"system\":\"mutex\",\"scenario\":\"rush\",\"variant\":\"broken\",\"scope\":\"tags=2\","
                        + "\"steps\":5,\"figures\":{\"most inside\":2,\"entered\":2}}");
    }

    @Test
    void areThoseOfTheDesignsThatWereAskedAbout() throws IOException {
        assertThat(json("check", "M2", "--costs", "--json", "-").path("costs"))
                .extracting(c -> c.path("variant").asText())
                .containsExactly("right");
        assertThat(json("check", "mutex/broken", "--property", "somebody-enters", "--costs", "--json", "-")
                        .path("costs"))
                .extracting(c -> c.path("scenario").asText())
                .containsExactly("rush", "alone");
        assertThat(Tool.mutex()
                        .run("check", "mutex/idle", "--property", "exclusive", "--costs")
                        .out())
                .endsWith("\nCosts\n  no costs are counted for what was asked\n");
    }

    private static JsonNode json(String... args) throws IOException {
        return new ObjectMapper().readTree(Tool.mutex().run(args).out());
    }
}
