package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.model.Catalogue;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplorerTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Catalogue SYSTEMS = Systems.catalogue();
    private static final String K1 = "\"set-cd vcpu=0\", \"touch vcpu=0 gpa=0x0\", \"clear-cd vcpu=0\"";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path saved = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private Explorer explorer;

    @BeforeEach
    void serve() throws IOException {
        explorer = new Explorer(
                SYSTEMS,
                new Explorer.Start("kvm", "linux-4.9", "small", "", ImmutableList.of()),
                Limits.none(),
                Monitor.SILENT,
                saved,
                "test",
                "stalemate");
    }

    @AfterEach
    void end() {
        explorer.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String route, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(explorer.url() + "api/" + route))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode ask(String route, String law, String steps, String more) throws IOException, InterruptedException {
        HttpResponse<String> response = post(
                route,
                "{\"system\": \"kvm\", \"variant\": \"linux-4.9\", \"scope\": \"small,devices=1\", \"property\": \""
                        + law + "\", \"steps\": [" + steps + "]" + more + "}");
        ObjectNode answer = (ObjectNode) MAPPER.readTree(response.body());
        return answer.put("status", response.statusCode());
    }

    @Test
    void thePageIsServedBelowTheSecretAlone() throws IOException, InterruptedException {
        HttpResponse<String> page = get(explorer.url());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).startsWith("<!doctype html>").contains("\"kind\":\"explore\"");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        String top = explorer.url().substring(0, explorer.url().indexOf('/', 7) + 1);
        assertThat(get(top).statusCode()).isEqualTo(404);
        assertThat(get(top + "0".repeat(32) + "/").statusCode()).isEqualTo(404);
        assertThat(get(explorer.url().replaceAll("/$", "")).statusCode()).isEqualTo(404);
    }

    @Test
    void aRequestForAnotherHostIsRefused() throws IOException {
        URI url = URI.create(explorer.url());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + url.getPath() + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void systemsHaveTheirDesignsScopesAndSettings() throws IOException, InterruptedException {
        JsonNode systems =
                MAPPER.readTree(get(explorer.url() + "api/systems").body()).get("systems");
        assertThat(systems.findValuesAsText("name")).contains("kvm", "xen-ept", "linux-6.7", "small", "vcpus");
        assertThat(systems).hasSize(SYSTEMS.names().size());
    }

    @Test
    void aRunTellsWhatIsPossibleAndWhatHoldsAtItsEnd() throws IOException, InterruptedException {
        JsonNode run = ask("run", "no-stale", "\"set-cd vcpu=0\"", "");
        assertThat(run.get("states").get("steps")).hasSize(1);
        assertThat(run.get("enabled").findValuesAsText("text"))
                .contains("clear-cd vcpu=0")
                .doesNotContain("set-cd vcpu=0");
        assertThat(here(run, "no-stale-igmt")).isEqualTo("not asked");
    }

    private static String here(JsonNode run, String law) {
        for (JsonNode each : run.get("properties")) {
            if (each.get("name").asText().equals(law)) {
                return each.get("here").asText();
            }
        }
        return "";
    }

    @Test
    void whatIsPossibleStaysInTheOrderOfTheVcpus() throws IOException, InterruptedException {
        assertThat(new LinkedHashSet<>(
                        ask("run", "no-stale", "", "").get("enabled").findValuesAsText("lane")))
                .containsExactly("vCPU 0", "vCPU 1")
                .isEqualTo(new LinkedHashSet<>(ask("run", "no-stale", "\"touch vcpu=0 gpa=0x0\", \"set-cd vcpu=0\"", "")
                        .get("enabled")
                        .findValuesAsText("lane")));
    }

    @Test
    void aRunIntoAViolationIsJudged() throws IOException, InterruptedException {
        JsonNode run = ask("run", "no-stale-igmt", K1, "");
        assertThat(run.get("conclusion").get("at").asInt()).isEqualTo(3);
        assertThat(here(run, "no-stale-igmt")).isEqualTo("violated");
    }

    @Test
    void anotherDesignTakesTheSameSteps() throws IOException, InterruptedException {
        JsonNode beside = ask("beside", "", K1, ", \"other\": \"linux-6.7\"").get("beside");
        assertThat(beside.get("variant").get("name").asText()).isEqualTo("linux-6.7");
        assertThat(beside.get("parts").asInt()).isEqualTo(2);
        assertThat(beside.get("differs").asInt()).isEqualTo(2);
    }

    @Test
    void theShortestCounterexampleIsFoundFromTheStartAndFromAnyState() throws IOException, InterruptedException {
        assertThat(ask("shortest", "no-stale-igmt", "", "").get("steps")).hasSize(3);
        JsonNode onwards = ask("shortest", "no-stale-igmt", "\"touch vcpu=1 gpa=0x80000\", \"set-cd vcpu=0\"", "");
        assertThat(onwards.get("steps").get(0).asText()).isEqualTo("touch vcpu=1 gpa=0x80000");
        assertThat(onwards.get("steps")).hasSize(4);
        assertThat(ask("run", "no-stale-igmt", join(onwards.get("steps")), "")
                        .get("conclusion")
                        .get("at")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void withoutAPropertyTheFirstThatIsViolatedIsMeant() throws IOException, InterruptedException {
        String noProperty = "{\"system\": \"kvm\", \"variant\": \"linux-4.9\", \"scope\": \"small\", \"steps\": [";
        JsonNode shortest = MAPPER.readTree(post("shortest", noProperty + "]}").body());
        String law = shortest.get("property").asText();
        JsonNode run = MAPPER.readTree(
                post("run", noProperty + join(shortest.get("steps")) + "]}").body());
        assertThat(here(run, law)).isEqualTo("violated");
        assertThat(run.get("property").get("name").asText()).isEqualTo(law);
        JsonNode holds = MAPPER.readTree(post(
                        "shortest",
                        "{\"system\": \"zap-list\", \"variant\": \"sketch\", \"scope\": \"vcpus=2,ranges=1\", \"steps\": []}")
                .body());
        assertThat(holds.get("verdict").asText()).isEqualTo("holds");
        assertThat(holds.get("states").asLong()).isEqualTo(1045);
    }

    private static String join(JsonNode steps) {
        return steps.toString().replaceAll("^\\[|]$", "");
    }

    @Test
    void whatHoldsSaysSoWithTheStatesThatWereSeen() throws IOException, InterruptedException {
        JsonNode answer = MAPPER.readTree(post(
                        "shortest",
                        "{\"system\": \"zap-list\", \"variant\": \"sketch\", \"scope\": \"vcpus=2,ranges=1\","
                                + " \"property\": \"leaves-zapped\", \"steps\": []}")
                .body());
        assertThat(answer.get("verdict").asText()).isEqualTo("holds");
        assertThat(answer.get("states").asLong()).isEqualTo(1045);
        assertThat(answer.get("steps")).isEmpty();
    }

    @Test
    void whatBreaksIsSavedUpToTheViolationAndReplays() throws Exception {
        JsonNode answer = ask("save", "no-stale-igmt", K1 + ", \"set-cd vcpu=1\"", "");
        Path file = Path.of(answer.get("file").asText());
        assertThat(answer.get("again").asText()).isEqualTo("stalemate replay " + file);
        assertThat(CounterexampleReader.read(file).steps()).hasSize(3);
        assertThat(Check.of(CounterexampleReader.read(file), SYSTEMS).asRecorded())
                .isTrue();
    }

    @Test
    void thePageLearnsThatARunCanNotBeSaved() throws IOException, InterruptedException {
        Files.delete(saved);
        Files.writeString(saved, "a file");
        JsonNode answer = ask("save", "no-stale-igmt", K1 + ", \"set-cd vcpu=1\"", "");
        assertThat(answer.get("status").asInt()).isEqualTo(500);
        assertThat(answer.get("error").asText()).isEqualTo(saved + "/kvm: Not a directory");
    }

    @Test
    void whatDoesNotBreakIsNotSaved() throws IOException, InterruptedException {
        JsonNode answer = ask("save", "no-stale-igmt", "\"set-cd vcpu=0\"", "");
        assertThat(answer.get("status").asInt()).isEqualTo(400);
        assertThat(answer.get("error").asText()).startsWith("no state of this run violates");
        try (Stream<Path> files = Files.list(saved)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"system\": 5}",
                "{\"system\": \"nothing\"}",
                "{\"system\": \"kvm\", \"variant\": \"none\", \"scope\": \"small\", \"steps\": []}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"vcpus=99\", \"steps\": []}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"wide\", \"steps\": []}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"small\"}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"small\", \"steps\": [\"clear-cd vcpu=0\"]}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"small\", \"steps\": [{}]}",
                "{\"system\": \"kvm\", \"variant\": \"linux-6.7\", \"scope\": \"small\", \"steps\": [], \"property\": \"p\"}"
            })
    void nonsenseGetsAnErrorThatSaysWhy(String body) throws IOException, InterruptedException {
        HttpResponse<String> response = post("run", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(MAPPER.readTree(response.body()).get("error").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"systems", "run", "beside", "shortest", "different", "graph", "save"})
    void everyRouteIsThereAndDocumented(String route) throws IOException, InterruptedException {
        assertThat(get(explorer.url() + "api/" + route).statusCode()).isNotEqualTo(404);
        assertThat(Files.readString(Path.of("docs/how-to/explorer.md"))).contains(" api/" + route + "`");
    }

    @Test
    void bodiesAreBounded() throws IOException, InterruptedException {
        assertThat(post("run", " ".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
        assertThat(get(explorer.url() + "api/run").statusCode()).isEqualTo(405);
        assertThat(get(explorer.url() + "api/nothing").statusCode()).isEqualTo(404);
    }
}
