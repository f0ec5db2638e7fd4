package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --all-distinct}: several counterexamples of one property. */
class DistinctOptionTest {
    @TempDir
    private Path directory = Path.of("");

    private static Tool.Result check(String... args) {
        List<String> all = new ArrayList<>(List.of("check"));
        all.addAll(List.of(args));
        return Tool.ofEverySystem().run(all.toArray(new String[0]));
    }

    @Test
    void theOnlyOneIsSaidToBeTheOnlyOne() {
        Tool.Result result = check("K3", "--all-distinct", "3");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .endsWith("\nOther counterexamples\nK3: 1 counterexample, and there are no more in this scope\n");
    }

    @Test
    void eachSaysWhatTheFirstHasNot() {
        Tool.Result result = check("N1", "--all-distinct", "3");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("\nN1: 3 different counterexamples, as many as were wanted; there may be more\n")
                .contains("\nN1, 2 of 3\nOnly the first one has invept-single vcpu=0 eptp=0\n")
                .contains("\nOnly this one has invept-all vcpu=0\n");
    }

    @Test
    void jsonHasTheirSteps() throws IOException {
        JsonNode claim = new ObjectMapper()
                .readTree(check("N1", "--all-distinct", "3", "--json", "-").out())
                .at("/claims/0");
        JsonNode others = claim.get("others").get("counterexamples");
        assertThat(others).hasSize(2);
        assertThat(others.get(0)).hasSize(9).isNotEqualTo(claim.get("counterexample"));
        assertThat(claim.get("others").get("complete").booleanValue()).isFalse();
        assertThat(claim.get("others").get("looked").intValue()).isEqualTo(8);
    }

    @Test
    void eachIsSavedUnderANameOfItsOwn() throws IOException, BadFileException {
        assertThat(check("N1", "--all-distinct", "3", "--save", directory.toString())
                        .code())
                .isZero();
        List<Path> files;
        try (Stream<Path> all = Files.list(directory.resolve("nested-ept"))) {
            files = all.sorted().toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("N1-patch-2010-2.json", "N1-patch-2010-3.json", "N1-patch-2010.json");
        List<Object> runs = new ArrayList<>();
        for (Path file : files) {
            Counterexample counterexample = CounterexampleReader.read(file);
            runs.add(counterexample.steps());
            assertThat(Tool.ofEverySystem().run("replay", file.toString()).code())
                    .isZero();
        }
        assertThat(new HashSet<>(runs)).hasSize(3);
    }

    @Test
    void aBoundIsTold() {
        Tool.Result result = check("N1", "--all-distinct", "30", "--max-depth", "9");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains(
                        "There are no more of at most 9 steps. There may be longer ones: the bound on depth stopped the"
                                + " search");
    }

    @Test
    void whatHoldsHasNone() {
        Tool.Result result = check("K8b", "--all-distinct", "3");
        assertThat(result.code()).isZero();
        assertThat(result.out()).doesNotContain("Other counterexamples");
    }

    @Test
    void whatMakesNoSenseIsWrongUsage() {
        assertThat(check("K3", "--all-distinct", "0"))
                .isEqualTo(new Tool.Result(64, "", "stalemate: --all-distinct needs a positive number\n"));
        assertThat(check("K3", "--all-distinct", "2", "--driver", "random").err())
                .isEqualTo("stalemate: --all-distinct needs an exhaustive search at one scope: --driver bfs without"
                        + " --scope auto\n");
        assertThat(check("K3", "--all-distinct", "2", "--agree").err())
                .isEqualTo("stalemate: --all-distinct can't be used with --agree\n");
        assertThat(check("kvm/vm-copy", "--against", "kvm/linux-6.7", "--all-distinct", "2")
                        .err())
                .isEqualTo("stalemate: --all-distinct can't be used with --against\n");
    }
}
