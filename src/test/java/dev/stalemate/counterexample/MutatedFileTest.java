package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.real.Mutations;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Saved counterexamples that are damaged at random, 2,000 times: what is still "as recorded" has each step and each hash of the file as
 * it was. What may change is what is not compared: who found it, for which claim, whether it is minimal.
 */
class MutatedFileTest {
    private static final int MUTATIONS = 2000;
    private static final List<String> NOT_COMPARED = List.of("found", "claim", "expected", "minimal");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void noDamagedFileIsAsRecordedWithLessCompared(@TempDir Path directory) throws IOException {
        List<String> texts = List.of(
                Files.readString(Path.of("counterexamples", "kvm-K3.json")),
                Files.readString(Path.of("counterexamples", "kvm-K1.json")));
        Path file = directory.resolve("c.json");
        Map<Check.Kind, Integer> kinds = new EnumMap<>(Check.Kind.class);
        int refused = 0;
        for (int n = 0; n < MUTATIONS; n++) {
            String text = texts.get(n % texts.size());
            String damaged = Mutations.mutate(text, new SplittableRandom(n));
            Files.writeString(file, damaged);
            try {
                Check.Result result = Check.of(CounterexampleReader.read(file), Systems.all());
                kinds.merge(result.kind(), 1, Integer::sum);
                if (result.asRecorded()) {
                    assertThat(compared(damaged)).as("seed " + n).isEqualTo(compared(text));
                }
            } catch (BadFileException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 2);
        assertThat(kinds).containsKeys(Check.Kind.STILL_VIOLATES, Check.Kind.MODEL_CHANGED, Check.Kind.NOT_REPLAYABLE);
    }

    private static JsonNode compared(String text) throws IOException {
        return ((ObjectNode) MAPPER.readTree(text)).remove(NOT_COMPARED);
    }
}
