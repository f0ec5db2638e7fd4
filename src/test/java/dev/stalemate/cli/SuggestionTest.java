package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.base.Splitter;
import com.google.common.collect.Iterables;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.systems.Systems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever a name is looked up, one that is nearly right is told the right one, and one in the wrong case is, too. */
class SuggestionTest {
    private static final Tool TOOL = Tool.ofEverySystem();

    static Stream<Arguments> slips() {
        return Stream.of(
                arguments("chekc K3", "check"),
                arguments("CHECK K3", "check"),
                arguments("conform Xen d", "xen"),
                arguments("check K3 --proprety x", "--property"),
                arguments("check K3 --JSON=x", "--json"),
                arguments("check K3 --driver=Random", "random"),
                arguments("list claim", "claims"),
                arguments("check k3", "K3"),
                arguments("check KVM", "kvm"),
                arguments("check xen_ept", "xen-ept"),
                arguments("check linux-6.7", "kvm/linux-6.7"),
                arguments("check kmv/linux-6.7", "kvm"),
                arguments("check kvm/Linux-6.7", "linux-6.7"),
                arguments("check kvm/linux-6.7 --property never-waeker", "never-weaker"),
                arguments("check K3 --property no-stale-quiescnet", "no-stale-quiescent"),
                arguments("check kvm/linux-6.7 --scope Small", "small"),
                arguments("check K3 --scope vcpu=2", "vcpus"),
                arguments("check K3 --scope guest=SDM", "sdm"),
                arguments("check K3 --driver random --weights tuch=2", "touch"),
                arguments("explore kvm/linux6.7", "linux-6.7"),
                arguments("explore xen-etp", "xen-ept"),
                arguments("bench KVM", "kvm"),
                arguments("prove k3", "K3"),
                arguments("list kmv", "kvm"),
                arguments("design --new kmv none/x.c", "kvm"),
                arguments("compare kvm/linux-6.7 kvm/linux-49", "linux-4.9"),
                arguments("compare kvm/linux-6.7 kvm/linux-4.9 --scope smal", "small"),
                arguments("check kvm/linux-6.7 --against kvm/linux-67", "linux-6.7"),
                arguments("explore kvm/linux-6.7 --scope smal", "small"),
                arguments("run kvm/linux-6.7 --steps tuch", "touch"),
                arguments("lab setup KVM-6.1", "kvm-6.1"),
                arguments("lab replay --kernel kvm-6.l2 none", "kvm-6.12"),
                arguments("conform xen --design Xen-4.21 .", "xen-4.21"));
    }

    @ParameterizedTest
    @MethodSource("slips")
    void suggestsWhatMayBeMeant(String line, String meant) {
        Tool.Result result = TOOL.run(Iterables.toArray(Splitter.on(' ').split(line), String.class));
        assertThat(result.err()).containsPattern("; did you mean ([^?]* or )?" + meant + "( or [^?]*)?\\?");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void aScopeThatOnlySomeClaimsCanHaveIsAskedOfThose() {
        String why = "scope setting parked: vCPU 0 is never parked, so at most 1 of these vCPUs are\n";
        Tool.Result some =
                TOOL.run("check", "K12", "--property", "no-stale", "--scope", "parked=2", "--max-states", "50");
        assertThat(some.err()).isEqualTo("stalemate: not asked: K12d: " + why);
        assertThat(some.out()).contains("K12c").doesNotContain("K12d");
        Tool.Result none = TOOL.run("check", "K12d", "--scope", "parked=2");
        assertThat(none.err()).isEqualTo("stalemate: " + why);
        assertThat(none.out()).isEmpty();
        assertThat(none.code()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void suggestsTheRaceThatMayBeMeant() {
        String race = Systems.all().stream()
                .flatMap(system -> system.litmus().stream())
                .findFirst()
                .orElseThrow()
                .name();
        assertThat(TOOL.run("litmus", race + "x").err()).contains("'; did you mean " + race);
        assertThat(TOOL.run("litmus", race.toUpperCase(Locale.ROOT)).err()).contains("'; did you mean " + race + "?");
    }

    @Test
    void suggestsTheColumnThatMayBeMeant(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.tsv"), "request\treference\tkvm-6.1\n");
        assertThat(TOOL.run("drive", "--recorded", file.toString(), "--column", "KVM-6.1")
                        .err())
                .contains("no column 'KVM-6.1'; did you mean kvm-6.1? There are ");
    }
}
