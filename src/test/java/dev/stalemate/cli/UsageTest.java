package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.toy.Mutex;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage ends with 64 and one message; help is on standard output. */
class UsageTest {
    static Stream<Arguments> mistakesInWhatIsChecked() {
        return Stream.of(
                arguments("chek", "Unmatched argument at index 0: 'chek'"),
                arguments("check K99", "no claim or system 'K99'; stalemate list shows what there is"),
                arguments("check kvm/x", "no system 'kvm'; there are [mutex]"),
                arguments("check mutex/best", "no design 'best' of mutex; there are [right, broken, idle]"),
                arguments("check mutex/right --property fair", "no property 'fair' of mutex/right"),
                arguments("check mutex --property fair", "nothing to check of mutex: no claim of it is about [fair]"),
                arguments("check --property fair", "nothing to check: no claim is about [fair]"),
                arguments(
                        "check mutex --property exclusive --property fair",
                        "nothing to check: no selected claim is about 'fair'"),
                arguments("check M1 --scope huge", "no scope 'huge' of mutex; there are [small, tagged]"),
                arguments("check M1 --scope processes=9", "scope setting processes: 9 is not within 1 to 4"),
                arguments("check M1 --scope tagged,x", "'x' is not of the form setting=value"),
                arguments(
                        "check M1 --scope wide=on",
                        "scope small,wide=on is too wide for an exhaustive search; try --driver random"));
    }

    static Stream<Arguments> mistakesInOptionsOfCheck() {
        return Stream.of(
                arguments("check --driver dfs", "Invalid value for option '--driver'"),
                arguments("check --seed x", "Invalid value for option '--seed'"),
                arguments("check --walks 0", "--walks, --length, --max-states and --max-depth need a positive number"),
                arguments("check M1 --swarm", "--weights and --swarm need --driver random"),
                arguments("check M1 --weights want=2", "--weights and --swarm need --driver random"),
                arguments(
                        "check M1 --driver random --weights fly=2",
                        "no action 'fly' to give a weight; there are [enter, leave, tag, want]"),
                arguments("check M1 --driver random --weights want=x", "Invalid value for option '--weights'"),
                arguments(
                        "check M1 --driver random --weights want=-1",
                        "the weight of want is -1.0, and must be 0 or more"),
                arguments(
                        "check M1 --driver random --weights want=0,enter=0,leave=0,tag=0",
                        "no action is left: the weight of each that is possible is 0"),
                arguments(
                        "check M1 --driver random --scope auto",
                        "--scope auto needs an exhaustive search: --driver bfs"),
                arguments("check --max-time soon", "Invalid value for option '--max-time': 'soon' is not a time"),
                arguments("check --max-memory 4x", "Invalid value for option '--max-memory': '4x' is not an amount"),
                arguments(
                        "check M1 --driver random --checkpoint d",
                        "--checkpoint, --resume and --spill need --driver bfs"),
                arguments("check M1 --checkpoint c --resume r", "--resume DIR saves there, too"),
                arguments("check --threads 0", "--threads 0 is not 1 to 256"),
                arguments(
                        "check --fingerprint 32",
                        "Invalid value for option '--fingerprint': '32' is none of [64, 128, exact]"),
                arguments("check --driver jpf --threads 2", "--threads needs --driver bfs or --driver random"),
                arguments("check --driver random --no-symmetry", "--fingerprint and --no-symmetry need --driver bfs"),
                arguments("check --frobnicate", "Unknown option: '--frobnicate'"));
    }

    static Stream<Arguments> mistakesInOtherVerbs() {
        return Stream.of(
                arguments("list cats", "there is nothing to list as 'cats'"),
                arguments("replay", "Missing required parameter: 'FILE|DIR|-'"),
                arguments("replay a --format html", "Invalid value for option '--format'"),
                arguments("shrink", "Missing required parameter: 'FILE'"),
                arguments("explore", "Missing required parameter: 'SYSTEM[/DESIGN]|FILE'"),
                arguments("explore kvm", "no system 'kvm'; there are [mutex]"),
                arguments("explore mutex/best", "no design 'best' of mutex; there are [right, broken, idle]"),
                arguments("explore mutex --scope huge", "no scope 'huge' of mutex; there are [small, tagged]"),
                arguments("explore mutex --scope wide=on", "scope wide=on is too wide to list its actions"),
                arguments("explore a.json --scope small", "a counterexample has a scope of its own"),
                arguments("report", "where to write the page? -o FILE, or - for standard output"),
                arguments("report a --format pdf", "Invalid value for option '--format'"),
                arguments("mtrr", "Error: Missing required argument"),
                arguments("mtrr a --script b", "Error: --script=FILE|-, FILE are mutually exclusive"),
                arguments("mtrr --script b --html c", "--html needs FILE: a script has no map to show"),
                arguments("mtrr a --json --html -", "--json and --html - can't both be written to standard output"),
                arguments("trace - --html c", "--html reads the trace twice: it must be a file, not a pipe"),
                arguments("trace /dev/null --html c", "--html reads the trace twice: it must be a file, not a pipe"),
                arguments(
                        "trace a --json - --html -", "--json - and --html - can't both be written to standard output"),
                arguments("conform", "conform which system? See stalemate conform --help"),
                arguments("conform kvm", "Unmatched argument at index 1: 'kvm'"),
                arguments("conform xen", "Error: Missing required argument"),
                arguments("conform xen a --dump b", "Error: --dump=FILE, DIR are mutually exclusive"),
                arguments("bench kvm", "no system 'kvm'; there are [mutex]"),
                arguments("bench --threads 257", "--threads 257 is not 1 to 256"),
                arguments("bench --warm-up", "--warm-up is for one run"),
                arguments("bench --policy 3", "--policy 3 is not 0 to 2"),
                arguments("bench --quick --vcpus 2", "--quick and --no-spin are for all runs"),
                arguments(
                        "bench --hand-written --checkpoint d",
                        "--checkpoint, --resume and --spill need a run of the search"),
                arguments("bench mutex", "no design 'cd0-zaps-all' of mutex"));
    }

    @ParameterizedTest
    @MethodSource({"mistakesInWhatIsChecked", "mistakesInOptionsOfCheck", "mistakesInOtherVerbs"})
    void saysWhatIsWrong(String line, String message) {
        Tool.Result result = Tool.mutex().run(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertThat(result.err()).startsWith("stalemate: " + message);
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "list",
                "run",
                "replay",
                "report",
                "explore",
                "shrink",
                "litmus",
                "mtrr",
                "conform",
                "conform xen",
                "drive",
                "bench"
            })
    void helpsWithEachVerb(String verb) {
        Tool.Result result = Tool.mutex().run((verb + " --help").split(" ", -1));
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("Usage: stalemate " + verb)
                .contains("--debug")
                .contains("--no-color");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void listsVerbsAndExitCodes() {
        String help = Tool.mutex().run("--help").out();
        assertThat(help).contains("  check ", "  bench ", "  12   a property is violated", "  65   bad input file");
    }

    @Test
    void saysItsVersion() {
        assertThat(Tool.mutex().run("--version").out()).startsWith("Stalemate ");
    }

    @Test
    void saysNothingThatSteersATerminal() {
        assertThat(Tool.mutex().run("check", "\u001b[2J").err())
                .contains("'\\u001b[2J'")
                .doesNotContain("\u001b");
    }

    @Test
    void endsWith20WhenMemoryIsOut() {
        Mutex hungry = new Mutex(List.of()) {
            @Override
            public String says() {
                throw new OutOfMemoryError();
            }
        };
        Tool.Result result = new Tool(hungry).run("list");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.err())
                .isEqualTo("stalemate: out of memory: bound the run with --max-memory or --max-states,"
                        + " or choose a smaller scope\n");
    }

    @Test
    void theClassThatStartsTheToolIsNamed() {
        assertThat(Surroundings.MAIN_CLASS).isEqualTo(Main.class.getName());
    }
}
