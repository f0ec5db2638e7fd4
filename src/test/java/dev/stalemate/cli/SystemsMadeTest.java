package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.pathfinder.CodeSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run makes the systems that it is about, and no other. */
class SystemsMadeTest {
    @ParameterizedTest
    @CsvSource({
        "check K3, kvm",
        "check K15, zap-list",
        "check grant-frames, grant-frames",
        "check kvm/linux-6.7 --property never-weaker --scope small --max-states 100, kvm",
        "replay counterexamples/kvm/K3-cd0-zaps-non-wb.json, kvm"
    })
    void aRunMakesOneSystem(String command, String name) {
        Catalogue systems = CodeSystem.catalogue();
        Tool.Result unused = new Tool(systems).run(command.split(" ", -1));
        assertThat(systems.made()).extracting(ModelSystem::name).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({"check X99", "check"})
    void whereAllAreMeantAllAreMade(String command) {
        Catalogue systems = CodeSystem.catalogue();
        Tool.Result unused = new Tool(systems).interrupted().run(command.split(" ", -1));
        assertThat(systems.made()).hasSameSizeAs(systems.names());
    }
}
