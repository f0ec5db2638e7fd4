package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stalemate.model.Catalogue;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One counterexample after the other, each different from those before. */
class DifferentTest {
    private static final Catalogue SYSTEMS = Systems.catalogue();
    private static final String K3 =
            "\"system\": \"kvm\", \"variant\": \"cd0-zaps-non-wb\", \"scope\": \"vcpus=1,init=2ff:c06,guest=sdm\"";

    private static JsonNode different(Limits limits, String body) throws BadRequestException {
        return new Exploration(SYSTEMS, limits, Path.of("unused"), "test", "stalemate")
                .different(RequestBody.read(("{" + body + "}").getBytes(StandardCharsets.UTF_8), SYSTEMS))
                .apply(Monitor.SILENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"property\": \"no-stale\", ", ""})
    void eachDiffersFromThoseBefore(String property) throws BadRequestException {
        String body = "\"system\": \"kvm\", \"variant\": \"linux-4.9\", \"scope\": \"small,devices=1\", " + property;
        List<String> shown = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < 4; i++) {
            JsonNode next = different(Limits.none(), body + "\"shown\": [" + String.join(", ", shown) + "]");
            assertThat(next.get("verdict").asText()).isEqualTo("violated");
            assertThat(next.get("steps").size()).isGreaterThanOrEqualTo(length);
            length = next.get("steps").size();
            assertThat(shown).doesNotContain(next.get("steps").toString());
            shown.add(next.get("steps").toString());
        }
    }

    @Test
    void afterTheLastItSaysThatThereIsNone() throws BadRequestException {
        String body = K3 + ", \"property\": \"no-stale-quiescent\", \"shown\": [";
        JsonNode only = different(Limits.none(), body + "]").get("steps");
        JsonNode none = different(Limits.none(), body + only + "]");
        assertThat(only).hasSize(6);
        assertThat(none.get("verdict").asText()).isEqualTo("holds");
        assertThat(none.get("says").asText()).isEqualTo("no other counterexample in this scope");
    }

    @Test
    void whereThereIsNoneItSaysSo() throws BadRequestException {
        JsonNode none = different(
                Limits.none(),
                "\"system\": \"zap-list\", \"variant\": \"sketch\", \"scope\": \"vcpus=2,ranges=1\","
                        + " \"property\": \"leaves-zapped\", \"shown\": []");
        assertThat(none.get("verdict").asText()).isEqualTo("holds");
        assertThat(none.get("says").asText()).isEqualTo("no counterexample in this scope");
    }

    @Test
    void aBoundIsSaid() throws BadRequestException {
        JsonNode none = different(
                Limits.none().withTime(Duration.ZERO), K3 + ", \"property\": \"no-stale-quiescent\", \"shown\": []");
        assertThat(none.get("verdict").asText()).isEqualTo("undecided");
        assertThat(none.get("says").asText())
                .endsWith("; there may be longer ones: the bound on time stopped the search");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"shown\": 1",
                "\"shown\": [1]",
                "\"shown\": [[\"fly\"]]",
                "\"shown\": [[\"clear-cd vcpu=0\"]]",
                "\"property\": \"nothing\", \"shown\": []"
            })
    void nonsenseIsRefused(String fields) {
        assertThatThrownBy(() -> different(Limits.none(), K3 + ", " + fields)).isInstanceOf(BadRequestException.class);
    }

    @Test
    void aPropertyAboutRunsIsRefused() {
        List<String> body = List.of(
                "\"system\": \"zap-list\"",
                "\"variant\": \"sketch\"",
                "\"scope\": \"vcpus=2,ranges=1\"",
                "\"property\": \"waiter-leaves\"",
                "\"shown\": []");
        assertThatThrownBy(() -> different(Limits.none(), String.join(", ", body)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageStartingWith("waiter-leaves is not violated by a state");
    }
}
