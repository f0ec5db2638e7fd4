package dev.stalemate.prove;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Setting;
import dev.stalemate.report.BeyondTable;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/reference/proved.md: of each claim that holds, up to which scope, and what is known beyond it. */
class ProvedPageTest {
    private static final Path PAGE = Path.of("docs/reference/proved.md");
    private static final Path RIGHT_PAGE = Path.of("target/proved.md");
    private static final List<BeyondScope> CLAIMS = BeyondScope.of(Systems.catalogue());

    @Test
    void thePageIsAsTheClaimsAre() throws IOException {
        List<String> right = new ArrayList<>(Files.readAllLines(PAGE).stream()
                .takeWhile(line -> !line.startsWith("| reason"))
                .toList());
        right.add("| reason | claims | |");
        right.add("|---|---|---|");
        for (Obstacle obstacle : Obstacle.values()) {
            long claims = count(obstacle);
            if (claims > 0) {
                right.add("| " + obstacle.words() + " | " + claims + " | " + obstacle.says() + " |");
            }
        }
        right.add("");
        right.add("## Claims");
        right.add("");
        right.add(BeyondTable.numbers(CLAIMS) + ", which `./stalemate prove ID` tries.");
        Systems.all().forEach(system -> right.addAll(section(system)));
        Files.write(RIGHT_PAGE, right);
        assertThat(Files.readAllLines(PAGE))
                .as(RIGHT_PAGE + " is the page as it should be")
                .isEqualTo(right);
    }

    private static long count(Obstacle obstacle) {
        return CLAIMS.stream().filter(claim -> claim.obstacle() == obstacle).count();
    }

    private static List<String> section(ModelSystem system) {
        List<String> lines = new ArrayList<>(List.of(
                "",
                "### " + system.name(),
                "",
                "| claim | design | property | holds up to | beyond that |",
                "|---|---|---|---|---|"));
        CLAIMS.stream()
                .filter(row -> row.claim().system().name().equals(system.name()))
                .map(row -> "| " + row.claim().id() + " | `"
                        + row.claim().design().name() + "` | " + row.claim().law() + " | "
                        + scope(row.claim()) + " | " + BeyondTable.words(row) + " |")
                .forEach(lines::add);
        return lines;
    }

    /** The scope in words; a scope with nothing to say is named after its claim. */
    private static String scope(Claim claim) {
        String words = claim.scope().words();
        return words.equals(claim.id()) ? "all of it" : words;
    }

    @Test
    void everySettingThatIsAReasonIsThereAndHasSuchAValue() {
        Obstacle.settings().forEach((name, settings) -> {
            ModelSystem system = Systems.catalogue().system(name);
            settings.keySet().forEach(written -> assertThat(system.settings())
                    .as(name + " " + written)
                    .anyMatch(setting -> isOf(setting, written)));
        });
    }

    private static boolean isOf(Setting<?> setting, String written) {
        int equals = written.indexOf('=');
        return equals < 0
                ? setting.name().equals(written)
                : setting.name().equals(written.substring(0, equals)) && setting.accepts(written.substring(equals + 1));
    }

    /** No reason is said of nothing. */
    @Test
    void everySettingThatIsAReasonIsInTheScopeOfAClaim() {
        for (Map.Entry<String, ImmutableMap<String, Obstacle>> system :
                Obstacle.settings().entrySet()) {
            system.getValue().forEach((written, obstacle) -> assertThat(CLAIMS)
                    .as(system.getKey() + " " + written)
                    .anyMatch(row -> row.claim().system().name().equals(system.getKey())
                            && row.claim().scope().toString().contains(written)));
        }
    }
}
