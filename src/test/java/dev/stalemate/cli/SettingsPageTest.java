package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Setting;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/reference/settings.md: what scopes and designs of each system can be set to. */
final class SettingsPageTest {
    private static final Path PAGE = Path.of("docs/reference/settings.md");
    private static final Path RIGHT_PAGE = Path.of("target/settings.md");

    private static final String HEAD =
            """
            # Settings

            For anyone that asks about another scope or another design; `stalemate list SYSTEM` prints the same, and the scopes that have names.

            A scope is a name, or settings, or both: `--scope sdm,vcpus=3`. A design's settings follow its name:
            `nested-ept/patch-2010,at-load=left`. The tool writes this page: `SettingsPageTest` compares it, and if it differs, the right one
            is target/settings.md.
            """;

    private static void table(String kind, List<? extends Setting<?>> settings, StringBuilder page) {
        if (!settings.isEmpty()) {
            page.append("\n| ").append(kind).append(" | | otherwise |\n|---|---|---|\n");
            for (Setting<?> setting : settings) {
                page.append("| `%s=` | %s | `%s` |\n"
                        .formatted(setting.name(), setting.says().replace("|", "\\|"), setting.initial()));
            }
        }
    }

    @Test
    void itHasTheSettingsOfEverySystem() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (ModelSystem system : Systems.catalogue().all()) {
            page.append("\n## ").append(system.name()).append('\n');
            table("a scope's", system.settings(), page);
            table("a design's", system.designSettings(), page);
        }
        Files.writeString(RIGHT_PAGE, page);

        assertThat(page.toString()).contains("## kvm", "| `vcpus=` |", "a design's");
        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }
}
