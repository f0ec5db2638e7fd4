package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of docs/explanation/systems/kvm.md that says which design stands which touches during updates. */
class KvmTouchTableTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9.-]+)`[^|]*((?:\\| (?:holds|violated [0-9]+) ){6})\\|");
    private static final String SCOPE = "init=2ff:c06,frames=0x0+0x100000,wrmsr=2ff:6/806/c06+250:0/606060606060606";

    static Stream<List<String>> rows() throws IOException {
        String page = Files.readString(Path.of("docs/explanation/systems/kvm.md"));
        assertThat(page).contains("scope\n`" + SCOPE + "`");
        return ROW.matcher(page).results().map(row -> List.of(row.group(1), row.group(2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void eachCellIsWhatTheSearchFinds(List<String> row) {
        KvmDesign design = KvmChecks.KVM.design(row.get(0));
        List<String> found = new ArrayList<>();
        for (String guest : List.of("linux", "sdm")) {
            for (String touch : List.of("outside", "code", "any")) {
                Outcome outcome = KvmChecks.decide(
                        design, "leaf-follows-online-mtrrs", "guest=" + guest + ",touch=" + touch + "," + SCOPE);
                found.add(
                        outcome.verdict() == Verdict.HOLDS
                                ? "holds"
                                : "violated " + outcome.steps().size());
            }
        }
        assertThat("| " + String.join(" | ", found) + " ").isEqualTo(row.get(1));
    }
}
