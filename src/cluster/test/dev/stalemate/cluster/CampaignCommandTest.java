package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --driver random --cluster} on the engine within this process. */
class CampaignCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private Tool.Result check(String... more) {
        ImmutableList<String> all = ImmutableList.<String>builder()
                .add("check", "kvm/linux-4.9", "--driver", "random", "--cluster", "local[2]", "--seed", "7")
                .add("--cluster-log", directory.resolve("log").toString(), "--save", saved().toString())
                .add("--json", json().toString())
                .add(more)
                .build();
        return Tool.ofEverySystem().run(all.toArray(new String[0]));
    }

    private Path saved() {
        return directory.resolve("saved");
    }

    private Path json() {
        return directory.resolve("result.json");
    }

    /** Each way to violate is listed, saved and in the JSON, and its file shows the same again. */
    @Test
    void eachWayIsListedAndSavedOnce() throws IOException {
        Tool.Result result =
                check("--scope", "hotplug", "--property", "no-stale-quiescent", "--walks", "2k", "--coverage");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(12);
        JsonNode claim =
                new ObjectMapper().readTree(json().toFile()).path("claims").get(0);
        JsonNode distinct = claim.path("violations").path("distinct");
        assertThat(distinct).hasSizeGreaterThan(1);
        assertThat(claim.path("states").asLong()).isEqualTo(2000);
        assertThat(result.out())
                .contains("found in walk ", " of 2,000 (seed 7, ", "\nWays to violate\nno-stale-quiescent: ")
                .containsPattern("drawn +taken\n");
        for (JsonNode way : distinct) {
            assertThat(result.out()).contains(way.path("shape").get(0).asText());
        }
        List<String> commands = result.out()
                .lines()
                .filter(line -> line.startsWith("saved; to see it again: "))
                .distinct()
                .toList();
        try (Stream<Path> files = Files.list(saved())) {
            assertThat(files).hasSize(distinct.size());
        }
        assertThat(commands).hasSize(distinct.size());
        Tool.Result again = Tool.ofEverySystem().run("replay", saved().toString());
        assertThat(again.code()).isZero();
    }

    /** Workers know a property that the user has written by its text. */
    @Test
    void aPropertyOfTheUsersOwnIsWalkedFor() throws IOException {
        Tool.Result result = check("--scope", "hotplug", "--never", "cd[0]=1 & ept[0x0].uc", "--walks", "1k");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("never: cd[0]=1 & ept[0x0].uc");
    }
}
